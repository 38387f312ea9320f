package io.sallyport.dataplane.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static final PacketSink NOWHERE = new PacketSink() {
        private final Affinity here = Runnable::run;

        @Override
        public Affinity affinity() {
            return here;
        }

        @Override
        public boolean send(byte[] bytes, int offset, int length) {
            return false;
        }

        @Override
        public void flush() {}
    };

    @Test
    void leadsFromEachOfItsAddressesToTheTunnel() {
        Routes routes = new Routes();
        Tunnel tunnel = tunnel("192.0.2.7", "2001:db8:77::7");

        routes.add(tunnel);

        assertThat(routes.table().ipv4(0xC0_00_02_07)).isSameAs(tunnel);
        assertThat(routes.table().ipv6(0x2001_0db8_0077_0000L, 7)).isSameAs(tunnel);
        assertThat(routes.table().ipv4(0xC0_00_02_08)).isNull();
        assertThat(routes.table().ipv6(0x2001_0db8_0077_0000L, 8)).isNull();
    }

    @Test
    void doesNotTakeAnIpv4AddressForItsMappedForm() {
        Routes routes = new Routes();
        routes.add(tunnel("192.0.2.7", null));

        assertThat(routes.table().ipv6(0, 0xC0_00_02_07L)).isNull();
    }

    @Test
    void aNewerTunnelTakesTheAddressesOver() {
        Routes routes = new Routes();
        Tunnel older = tunnel("192.0.2.7", "2001:db8:77::7");
        Tunnel newer = tunnel("192.0.2.7", "2001:db8:77::7");
        routes.add(older);

        routes.add(newer);
        routes.remove(older);

        assertThat(routes.table().ipv4(0xC0_00_02_07)).isSameAs(newer);
        assertThat(routes.table().ipv6(0x2001_0db8_0077_0000L, 7)).isSameAs(newer);
    }

    @Test
    void aPublishedTableStaysAsItWas() {
        Routes routes = new Routes();
        Tunnel tunnel = tunnel("192.0.2.7", null);
        routes.add(tunnel);
        RouteTable before = routes.table();

        routes.remove(tunnel);

        assertThat(before.ipv4(0xC0_00_02_07)).isSameAs(tunnel);
        assertThat(routes.table().ipv4(0xC0_00_02_07)).isNull();
        assertThat(routes.table().size()).isZero();
    }

    @Test
    void agreesWithANaiveMapWhateverComesAndGoes() {
        long seed = 0x5A11_1914L;
        SplittableRandom random = new SplittableRandom(seed);
        Routes routes = new Routes();
        Map<Object, Tunnel> naive = new HashMap<>();
        List<Tunnel> living = new ArrayList<>();
        for (int round = 0; round < 20_000; round++) {
            if (living.isEmpty() || random.nextInt(100) < 55) {
                int host = random.nextInt(300);
                Tunnel tunnel = tunnel(
                        random.nextInt(10) == 0 ? null : "192.0.%d.%d".formatted(host / 250, host % 250),
                        random.nextInt(10) == 0 ? null : "2001:db8:77::%x".formatted(host));
                routes.add(tunnel);
                living.add(tunnel);
                if (tunnel.hasIpv4()) {
                    naive.put(tunnel.ipv4(), tunnel);
                }
                if (tunnel.hasIpv6()) {
                    naive.put(tunnel.ipv6Low(), tunnel);
                }
            } else {
                Tunnel tunnel = living.remove(random.nextInt(living.size()));
                routes.remove(tunnel);
                naive.values().removeIf(held -> held == tunnel);
            }
            if (living.size() > 400) {
                living.subList(0, 380).forEach(tunnel -> {
                    routes.remove(tunnel);
                    naive.values().removeIf(held -> held == tunnel);
                });
                living.subList(0, 380).clear();
            }
            int probe = random.nextInt(300);
            int ipv4 = 0xC0_00_00_00 | ((probe / 250) << 8) | (probe % 250);
            assertThat(routes.table().ipv4(ipv4))
                    .as("seed %x, round %d", seed, round)
                    .isSameAs(naive.get(ipv4));
            assertThat(routes.table().ipv6(0x2001_0db8_0077_0000L, probe))
                    .as("seed %x, round %d", seed, round)
                    .isSameAs(naive.get((long) probe));
            assertThat(routes.table().size()).isEqualTo(naive.size());
        }
    }

    private static Tunnel tunnel(@Nullable String ipv4, @Nullable String ipv6) {
        return new Tunnel(
                Optional.ofNullable(ipv4).map(Inet4Address::ofLiteral),
                Optional.ofNullable(ipv6).map(text -> (Inet6Address) Inet6Address.ofLiteral(text)),
                1406,
                NOWHERE);
    }
}
