package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.0/24",
                "0.0.0.0/0",
                "192.0.2.129/32",
                "192.0.2.128/25",
                "2001:db8::/32",
                "::/0",
                "::1/128"
            })
    void readsWhatItWrites(String text) {
        assertThat(IpPrefix.parse(text).map(IpPrefix::toString)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1/24",
                "192.0.2.0",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/024",
                "192.0.2.0/255.255.255.0",
                "/24",
                "2001:db8::1/64",
                "2001:db8::/129",
                "::ffff:0:0/96",
                "example.test/24"
            })
    void refusesWhatIsNoNetwork(String text) {
        assertThat(IpPrefix.parse(text)).isEmpty();
    }

    @Test
    void refusesBitsBeyondThePrefixHoweverItIsMade() {
        InetAddress host = InetAddress.ofLiteral("192.0.2.1");

        assertThatThrownBy(() -> new IpPrefix(host, 24)).isInstanceOf(IllegalArgumentException.class);
        assertThat(IpPrefix.of(host, 24)).hasToString("192.0.2.0/24");
    }

    @Test
    void containsWhatArithmeticSaysItContains() throws UnknownHostException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 5000; i++) {
            byte[] network = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(network);
            network[0] = 0x20;
            byte[] address = network.clone();
            address[random.nextInt(address.length)] ^= (byte) (1 << random.nextInt(8));
            int length = random.nextInt(network.length * 8 + 1);
            int hostBits = network.length * 8 - length;

            IpPrefix prefix = IpPrefix.of(InetAddress.getByAddress(network), length);

            boolean expected = new BigInteger(1, network)
                    .shiftRight(hostBits)
                    .equals(new BigInteger(1, address).shiftRight(hostBits));
            assertThat(prefix.contains(InetAddress.getByAddress(address)))
                    .as("%s, seed %d", prefix, seed)
                    .isEqualTo(expected);
            assertThat(IpPrefix.parse(prefix.toString())).as("seed %d", seed).contains(prefix);
        }
    }
}
