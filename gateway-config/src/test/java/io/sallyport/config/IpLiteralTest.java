package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "2001:DB8:0:0:0:0:0:53, 2001:db8::53",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "fe80::, fe80::",
        "2001:db8::192.0.2.1, 2001:db8::c000:201"
    })
    void readsAddressesAndWritesThemInTheirOneSpelling(String text, String canonical) {
        assertThat(IpLiteral.parse(text).map(IpLiteral::format)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                ":::",
                "1",
                "10.1",
                "192.0.2",
                "192.0.2.1.1",
                "192.0.2.256",
                "192.0.2.01",
                " 192.0.2.1",
                "192.0.2.1 ",
                "localhost",
                "example.test",
                "1::2::3",
                "2001:db8",
                "12345::",
                "fe80::1%lo",
                "[::1]",
                "::ffff:192.0.2.1",
                "::1/64"
            })
    void takesNothingThatReadsOneWayAndMeansAnother(String text) {
        assertThat(IpLiteral.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"198.18.1.11, 198.18.1.11:443", "2001:db8:1::11, [2001:db8:1::11]:443", "::, [::]:443"})
    void tellsAnAddressFromItsPort(String address, String text) {
        assertThat(IpLiteral.format(new InetSocketAddress(InetAddress.ofLiteral(address), 443)))
                .isEqualTo(text);
    }

    @Test
    void readsWhatItWrites() throws UnknownHostException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[16];
            for (int b = 2; b < bytes.length; b++) {
                bytes[b] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
            }
            bytes[0] = 0x20; // keeps clear of IPv4 in IPv6 clothes
            InetAddress address = InetAddress.getByAddress(bytes);

            assertThat(IpLiteral.parse(IpLiteral.format(address)))
                    .as("%s, seed %d", address, seed)
                    .contains(address);
        }
    }
}
