package io.sallyport.server.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.config.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressPoolTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0, 24, 192.0.2.1, 192.0.2.2, 253",
        "192.0.2.8, 29, 192.0.2.9, 192.0.2.10, 5",
        "192.0.2.8, 30, 192.0.2.9, 192.0.2.10, 1",
        "10.0.0.0, 8, 10.0.0.1, 10.0.0.2, 1048574",
        "2001:db8:77::, 64, 2001:db8:77::1, 2001:db8:77::2, 1048574",
        "2001:db8:77::, 120, 2001:db8:77::1, 2001:db8:77::2, 254",
    })
    void keepsTheFirstAddressForTheGateway(String network, int length, String gateway, String first, int size) {
        AddressPool pool = new AddressPool(prefix(network, length));

        assertThat(pool.gateway()).isEqualTo(address(gateway));
        assertThat(pool.lease()).contains(address(first));
        assertThat(pool.size()).isEqualTo(size);
        assertThat(pool.free()).isEqualTo(size - 1);
    }

    @Test
    void givesEveryAddressOnceAndThenNone() {
        AddressPool pool = new AddressPool(prefix("192.0.2.0", 28));
        Set<InetAddress> given = new HashSet<>();

        for (int i = 0; i < 13; i++) {
            assertThat(given.add(pool.lease().orElseThrow())).isTrue();
        }

        assertThat(pool.lease()).isEmpty();
        assertThat(pool.free()).isZero();
        assertThat(given)
                .doesNotContain(address("192.0.2.0"), address("192.0.2.1"), address("192.0.2.15"))
                .contains(address("192.0.2.2"), address("192.0.2.14"));
    }

    @Test
    void letsAReturnedAddressRestAsLongAsThereAreOthers() {
        AddressPool pool = new AddressPool(prefix("192.0.2.0", 28));
        InetAddress first = pool.lease().orElseThrow();

        pool.release(first);

        assertThat(pool.lease()).contains(address("192.0.2.3"));
    }

    @Test
    void reservesAnAddressOnce() {
        AddressPool pool = new AddressPool(prefix("2001:db8:77::", 64));

        assertThat(pool.reserve(address("2001:db8:77::2"))).isTrue();
        assertThat(pool.reserve(address("2001:db8:77::2"))).isFalse();
        assertThat(pool.lease()).contains(address("2001:db8:77::3"));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.0", "192.0.2.1", "192.0.2.255", "192.0.3.2", "2001:db8::2"})
    void reservesNoAddressThatItDoesNotGiveOut(String other) {
        AddressPool pool = new AddressPool(prefix("192.0.2.0", 24));

        assertThat(pool.reserve(address(other))).isFalse();
        pool.release(address(other));
        assertThat(pool.free()).isEqualTo(pool.size());
    }

    @Test
    void agreesWithANaivePool() {
        long seed = 0x5A11_1921L;
        SplittableRandom random = new SplittableRandom(seed);
        AddressPool pool = new AddressPool(prefix("192.0.2.0", 27));
        List<InetAddress> held = new ArrayList<>();
        for (int round = 0; round < 50_000; round++) {
            if (random.nextInt(100) < 52) {
                Optional<InetAddress> leased = pool.lease();
                assertThat(leased.isPresent())
                        .as("seed %x, round %d", seed, round)
                        .isEqualTo(held.size() < 29);
                leased.ifPresent(address -> {
                    assertThat(held).doesNotContain(address);
                    held.add(address);
                });
            } else if (!held.isEmpty()) {
                InetAddress returned = held.remove(random.nextInt(held.size()));
                pool.release(returned);
                pool.release(returned);
            }
            assertThat(pool.free()).isEqualTo(29 - held.size());
        }
    }

    @Test
    void refusesANetworkWithoutRoomForAClient() {
        assertThatThrownBy(() -> new AddressPool(prefix("192.0.2.0", 31))).isInstanceOf(IllegalArgumentException.class);
    }

    private static IpPrefix prefix(String network, int length) {
        return IpPrefix.of(address(network), length);
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
