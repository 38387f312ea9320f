package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    private static final String RANDOM = "5a".repeat(32);

    /** DTLS 1.2, session id 0102..08, cookie c0c1, two suites, extensions 65281 and 48018 with the id a1a2a3. */
    private static final byte[] WITH_APP_ID = hello("fefd" + RANDOM + "08" + "0102030405060708" + "02" + "c0c1" + "0004"
            + "00a9ccab" + "0100" + "000d" + "ff01000100" + "bb92000403a1a2a3");

    @Test
    void readsWhatTheServerChoosesBy() {
        ClientHello hello = ClientHello.peek(WITH_APP_ID, 0, WITH_APP_ID.length).orElseThrow();

        assertThat(hello.recordVersion()).isEqualTo(0xFEFF);
        assertThat(hello.version()).isEqualTo(0xFEFD);
        assertThat(hello.messageSequence()).isEqualTo(1);
        assertThat(hello.random()).isEqualTo(LegacyVectors.hex(RANDOM));
        assertThat(hello.sessionId()).isEqualTo(LegacyVectors.hex("0102030405060708"));
        assertThat(hello.cookie()).isEqualTo(LegacyVectors.hex("c0c1"));
        assertThat(hello.appId().orElseThrow()).isEqualTo(LegacyVectors.hex("a1a2a3"));
        assertThat(hello.offers(0xCCAB)).isTrue();
        assertThat(hello.offers(0xA9CC)).isFalse();
    }

    @Test
    void readsACapturedHello() {
        ClientHello hello = ClientHello.peek(LegacyVectors.CLIENT_HELLO, 0, LegacyVectors.CLIENT_HELLO.length)
                .orElseThrow();

        assertThat(hello.recordVersion()).isEqualTo(0x0100);
        assertThat(hello.sessionId()).hasSize(32);
        assertThat(hello.appId()).isEmpty();
    }

    @Test
    void findsTheSessionIdInAFirstFragment() {
        byte[] fragment = hello("fefd" + RANDOM + "02" + "0102" + "00");
        fragment[16] = 0x7F; // the message is longer

        ClientHello hello = ClientHello.peek(fragment, 0, fragment.length).orElseThrow();

        assertThat(hello.sessionId()).isEqualTo(LegacyVectors.hex("0102"));
        assertThat(hello.isWhole()).isFalse();
    }

    @Test
    void passesOverLaterFragmentsAndOtherThings() {
        byte[] later = WITH_APP_ID.clone();
        later[21] = 1;
        byte[] otherEpoch = WITH_APP_ID.clone();
        otherEpoch[4] = 1;
        byte[] otherMessage = WITH_APP_ID.clone();
        otherMessage[13] = 2;
        byte[] otherType = WITH_APP_ID.clone();
        otherType[0] = 23;
        byte[] longerThanTheMessage = WITH_APP_ID.clone();
        longerThanTheMessage[24]++;

        for (byte[] datagram : new byte[][] {later, otherEpoch, otherMessage, otherType, longerThanTheMessage}) {
            assertThat(ClientHello.peek(datagram, 0, datagram.length)).isEmpty();
        }
    }

    @Test
    void doesNotTakeASessionIdThatIsTooLong() {
        byte[] hello = hello("fefd" + RANDOM + "21" + "00".repeat(33) + "00");

        assertThat(ClientHello.peek(hello, 0, hello.length)).isEmpty();
    }

    @Test
    void findsNothingInADatagramThatIsCutOff() {
        for (int cut = 0; cut < WITH_APP_ID.length; cut++) {
            assertThat(ClientHello.peek(WITH_APP_ID, 0, cut))
                    .as("cut at %d", cut)
                    .isEmpty();
        }
    }

    /** The message itself may end anywhere behind the cookie. */
    @Test
    void readsAsMuchAsThereIs() {
        String whole = HexFormat.of().formatHex(WITH_APP_ID, 25, WITH_APP_ID.length);
        int cookieEnd = 2 + 32 + 9 + 3;
        for (int cut = 0; cut <= whole.length() / 2; cut++) {
            byte[] datagram = hello(whole.substring(0, cut * 2));
            Optional<ClientHello> hello = ClientHello.peek(datagram, 0, datagram.length);
            assertThat(hello.isPresent()).as("cut at %d", cut).isEqualTo(cut >= cookieEnd);
            assertThat(hello.flatMap(ClientHello::appId).isPresent())
                    .as("cut at %d", cut)
                    .isEqualTo(cut == whole.length() / 2);
        }
    }

    @Test
    void survivesAnything() {
        long seed = 0xC11E_0001L;
        SplittableRandom random = new SplittableRandom(seed);
        int read = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] datagram = WITH_APP_ID.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(datagram.length + 1);
            read += ClientHello.peek(datagram, 0, length).isPresent() ? 1 : 0;
            read += ClientHello.peek(datagram, 0, datagram.length).isPresent() ? 1 : 0;
        }
        assertThat(read).as("some are still hellos, seed %x", seed).isPositive();
    }

    private static byte[] hello(String body) {
        int length = body.length() / 2;
        return LegacyVectors.hex(
                "16feff 0000 000000000007 %04x 01 %06x 0001 000000 %06x".formatted(length + 12, length, length) + body);
    }
}
