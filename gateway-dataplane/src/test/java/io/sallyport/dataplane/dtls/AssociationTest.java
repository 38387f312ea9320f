package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AssociationTest {
    private static final long SECOND = 1_000_000_000L;

    private final MisfitCounters misfits = new MisfitCounters();
    private final MisfitCounters others = new MisfitCounters();
    private final Keys.Heard heard = new Keys.Heard();

    static Stream<Arguments> whatIsSpoken() {
        return Stream.of(Protection.values())
                .flatMap(protection -> Stream.of(DtlsVersion.values())
                        .filter(version -> protection.isCbc() || version == DtlsVersion.DTLS_1_2)
                        .map(version -> Arguments.of(version, protection)));
    }

    @ParameterizedTest
    @MethodSource("whatIsSpoken")
    void opensAtOneEndWhatWasSealedAtTheOther(DtlsVersion version, Protection protection) {
        RecordKeys keys = Keys.ofServer(version, protection);
        Association server = Keys.association(keys, misfits);
        Association client = Keys.association(keys.atOtherEnd(), others);

        for (int length = 1; length < 300; length++) {
            byte[] content = content(length);
            assertThat(heard.open(server, Keys.seal(client, content))).isTrue();
            assertThat(heard.data.getLast()).isEqualTo(content);
            assertThat(heard.open(client, Keys.seal(server, content))).isTrue();
            assertThat(heard.data.getLast()).isEqualTo(content);
        }
        byte[] largest = content(Association.LARGEST_CONTENT);
        assertThat(heard.open(server, Keys.seal(client, largest))).isTrue();
        assertThat(heard.data.getLast()).isEqualTo(largest);
        assertThat(Stream.of(Misfit.values()).mapToLong(misfits::of).sum()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void knowsWhatFitsIntoADatagram(Protection protection) {
        Association server = Keys.association(Keys.ofServer(DtlsVersion.DTLS_1_2, protection), misfits);

        for (int datagram = 100; datagram < 1500; datagram++) {
            int content = server.largestContent(datagram);
            assertThat(server.datagramLength(content)).isLessThanOrEqualTo(datagram);
            assertThat(server.datagramLength(content + 1)).isGreaterThan(datagram);
        }
    }

    /** The values that ocserv announces: protocol.md, 5.5. */
    @Test
    void countsOverheadAsClientsExpect() {
        assertThat(1400 - 28 - 13 - 1 - Protection.AES_128_CBC_SHA1.overhead()).isEqualTo(1306);
        assertThat(1400 - 28 - 13 - 1 - Protection.AES_128_GCM.overhead()).isEqualTo(1334);
        assertThat(1500 - 28 - 13 - 1 - Protection.AES_256_GCM.overhead()).isEqualTo(1434);
    }

    @Test
    void opensEveryRecordOfADatagram() {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);
        Association server = Keys.association(keys, misfits);
        Association client = Keys.association(keys.atOtherEnd(), others);

        heard.open(
                server,
                LegacyPrf.join(
                        Keys.seal(client, content(3)), clear(22, 60), Keys.seal(client, content(5)), new byte[4]));

        assertThat(heard.data).containsExactly(content(3), content(5));
        assertThat(misfits.of(Misfit.EPOCH))
                .as("a handshake's record between them")
                .isEqualTo(1);
        assertThat(misfits.of(Misfit.LENGTH)).as("four bytes behind them").isEqualTo(1);
    }

    @Test
    void looksNoFurtherBehindAForgery() {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);
        Association server = Keys.association(keys, misfits);
        Association client = Keys.association(keys.atOtherEnd(), others);
        byte[] forged = Keys.seal(client, content(3));
        forged[forged.length - 1] ^= 1;

        heard.open(server, LegacyPrf.join(forged, Keys.seal(client, content(5))));

        assertThat(heard.isEmpty()).isTrue();
        assertThat(misfits.of(Misfit.FORGED)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("whatIsSpoken")
    void opensNothingThatWasDamaged(DtlsVersion version, Protection protection) {
        RecordKeys keys = Keys.ofServer(version, protection);
        Association server = Keys.association(keys, misfits);
        byte[] genuine = Keys.seal(Keys.association(keys.atOtherEnd(), others), content(40));

        for (int at = 0; at < genuine.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = genuine.clone();
                damaged[at] ^= (byte) (1 << bit);
                heard.open(server, damaged);
            }
        }
        for (int cut = 0; cut < genuine.length; cut++) {
            heard.open(server, Arrays.copyOf(genuine, cut));
        }

        assertThat(heard.isEmpty()).isTrue();
        assertThat(heard.open(server, genuine)).as("the association lives").isTrue();
    }

    /** Issue 4, acceptance 6, without the network. */
    @ParameterizedTest
    @MethodSource("whatIsSpoken")
    void passesOverEveryForgedHeader(DtlsVersion version, Protection protection) {
        RecordKeys keys = Keys.ofServer(version, protection);
        Association server = Keys.association(keys, misfits, new byte[] {1});
        Association client = Keys.association(keys.atOtherEnd(), others);
        SplittableRandom random = new SplittableRandom(0xF0261D);

        long sent = 0;
        for (int type = 0; type < 256; type++) {
            for (int epoch = 0; epoch < 4; epoch++) {
                for (int bodyLength = 0; bodyLength <= 64; bodyLength++) {
                    byte[] forged = new byte[13 + bodyLength];
                    random.nextBytes(forged);
                    long number = (long) epoch << 48 | random.nextLong(1L << 48);
                    RecordHeader.write(forged, 0, type, version, number, bodyLength);
                    heard.open(server, forged);
                    sent++;
                }
            }
        }

        assertThat(heard.isEmpty()).isTrue();
        assertThat(Stream.of(Misfit.values()).mapToLong(misfits::of).sum())
                .as("each is counted once")
                .isEqualTo(sent);
        assertThat(misfits.of(Misfit.FORGED)).isPositive();
        assertThat(heard.open(server, Keys.seal(client, content(1))))
                .as("the association lives")
                .isTrue();
        assertThat(heard.open(client, Keys.seal(server, content(1)))).isTrue();
    }

    @Test
    void countsALengthThatLies() {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);
        Association server = Keys.association(keys, misfits);
        byte[] genuine = Keys.seal(Keys.association(keys.atOtherEnd(), others), content(40));

        for (int claimed : new int[] {0, 1, 23, 65, 255, 65_535}) {
            byte[] lying = genuine.clone();
            RecordHeader.putU16(lying, 11, claimed);
            heard.open(server, lying);
        }

        assertThat(heard.isEmpty()).isTrue();
        assertThat(misfits.of(Misfit.LENGTH)).isPositive();
        assertThat(heard.open(server, genuine)).isTrue();
    }

    @ParameterizedTest
    @Requirement(223)
    @MethodSource("whatIsSpoken")
    void opensARecordOnce(DtlsVersion version, Protection protection) {
        RecordKeys keys = Keys.ofServer(version, protection);
        Association server = Keys.association(keys, misfits);
        Association client = Keys.association(keys.atOtherEnd(), others);
        byte[] first = Keys.seal(client, content(1));
        byte[] second = Keys.seal(client, content(2));

        heard.open(server, second);
        heard.open(server, first);
        heard.open(server, first);
        heard.open(server, second);

        assertThat(heard.data).containsExactly(content(2), content(1));
        assertThat(heard.newest).as("only a newer record can move the client").containsExactly(true, false);
        assertThat(misfits.of(Misfit.REPLAYED)).isEqualTo(2);
    }

    /** A forged record must not use up the number of the genuine one; the JDK's ChaCha20 would have it so. */
    @ParameterizedTest
    @MethodSource("whatIsSpoken")
    void opensTheGenuineRecordBehindAForgedOneWithItsNumber(DtlsVersion version, Protection protection) {
        RecordKeys keys = Keys.ofServer(version, protection);
        Association server = Keys.association(keys, misfits);
        byte[] genuine = Keys.seal(Keys.association(keys.atOtherEnd(), others), content(40));
        byte[] forged = genuine.clone();
        forged[genuine.length - 20] ^= 1;

        heard.open(server, forged);
        heard.open(server, forged);

        assertThat(misfits.of(Misfit.FORGED)).isEqualTo(2);
        assertThat(heard.open(server, genuine)).isTrue();
    }

    @Test
    void repeatsTheLastFlightOnlyWhileTheClientMayMissIt() {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);
        Association server = Keys.association(keys, misfits, new byte[] {1});
        RecordCipher client = RecordCipher.sending(keys.atOtherEnd());
        byte[] second = record(client, 22, 2, content(24));

        heard.open(server, record(client, 22, 1, content(24)), SECOND);
        assertThat(heard.missed).isEqualTo(1);
        heard.open(server, second, SECOND + 1);
        assertThat(heard.missed).as("at once again").isEqualTo(1);
        heard.open(server, second, 2 * SECOND);
        assertThat(heard.missed).as("a replay").isEqualTo(1);
        heard.open(server, record(client, 22, 0, content(24)), 2 * SECOND);
        assertThat(heard.missed).as("a replay of the handshake's own Finished").isEqualTo(1);
        heard.open(server, record(client, 22, 3, content(24)), 3 * SECOND);
        assertThat(heard.missed).isEqualTo(2);
        heard.open(server, record(client, 22, 4, content(24)), 60 * SECOND);
        assertThat(heard.missed).as("a minute later").isEqualTo(2);
    }

    @Test
    void forgetsTheLastFlightWhenTheClientSendsData() {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);
        Association server = Keys.association(keys, misfits, new byte[] {1});
        RecordCipher client = RecordCipher.sending(keys.atOtherEnd());

        heard.open(server, record(client, 23, 1, content(24)), SECOND);
        heard.open(server, record(client, 22, 2, content(24)), SECOND);

        assertThat(heard.missed).isZero();
    }

    @Test
    void hearsTheEnd() {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);
        Association server = Keys.association(keys, misfits);
        Association client = Keys.association(keys.atOtherEnd(), others);
        byte[] goodbye = new byte[100];
        int length = server.sealCloseNotify(goodbye, 0);

        heard.open(client, Arrays.copyOf(goodbye, length));

        assertThat(heard.closed).isEqualTo(1);
        assertThat(heard.data).isEmpty();
    }

    @Test
    void takesOnlyAFatalAlertOrAFarewellForTheEnd() {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);
        Association server = Keys.association(keys, misfits);
        RecordCipher client = RecordCipher.sending(keys.atOtherEnd());

        heard.open(server, record(client, 21, 1, new byte[] {1, 90}));
        heard.open(server, record(client, 21, 2, new byte[] {2}));
        heard.open(server, record(client, 21, 3, new byte[0]));
        heard.open(server, record(client, 23, 4, new byte[0]));
        assertThat(heard.closed).isZero();

        heard.open(server, record(client, 21, 5, new byte[] {2, 40}));
        assertThat(heard.closed).isEqualTo(1);
        assertThat(heard.data).isEmpty();
    }

    @Test
    void wantsAnotherHandshakeLongBeforeNumbersRunOut() {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);
        Association early = atSequence(keys, (1L << 44) - 1);
        Association last = atSequence(keys, RecordHeader.SEQUENCE_MASK - 1);

        assertThat(early.wantsRekey()).isFalse();
        Keys.seal(early, content(1));
        assertThat(early.wantsRekey()).isTrue();
        assertThat(Keys.seal(last, content(1))).isNotEmpty();
        assertThat(Keys.seal(last, content(1))).as("no number is used twice").isEmpty();
    }

    @Test
    void wantsAnotherHandshakeWhenTheClientsNumbersRunOut() {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);
        Association server = Keys.association(keys, misfits);

        heard.open(server, record(RecordCipher.sending(keys.atOtherEnd()), 23, 1L << 44, content(1)));

        assertThat(server.wantsRekey()).isTrue();
    }

    /** Every length of padding that TLS allows; we ourselves pad to the next block only. */
    @ParameterizedTest
    @EnumSource(names = {"AES_128_CBC_SHA1", "AES_256_CBC_SHA256"})
    void opensPaddingOfEveryLengthAndNoneThatIsWrong(Protection protection) throws Exception {
        RecordKeys keys = Keys.ofServer(DtlsVersion.DTLS_1_2, protection);
        Association server = Keys.association(keys, misfits);
        long sequence = 1;
        for (int padding = 0; padding < 256; padding++) {
            int length = 16 - (protection.macLength() + padding + 1) % 16 + 16;
            byte[] good = padded(keys, sequence, content(length), padding, -1);
            byte[] wrong = padded(keys, sequence, content(length), padding, padding / 2);

            heard.open(server, wrong);
            assertThat(heard.data).as("padding %d", padding).hasSize((int) sequence - 1);
            heard.open(server, good);
            assertThat(heard.data).as("padding %d", padding).hasSize((int) sequence);
            sequence++;
        }
        assertThat(misfits.of(Misfit.FORGED)).isEqualTo(256);
    }

    /** @param wrongAt which byte of the padding, counted from its end, is not what it must be; -1 for none */
    private static byte[] padded(RecordKeys keys, long sequence, byte[] content, int padding, int wrongAt)
            throws Exception {
        Protection protection = keys.protection();
        String hash = protection.macLength() == 20 ? "HmacSHA1" : "HmacSHA256";
        long number = 1L << 48 | sequence;
        byte[] pseudoHeader = new byte[13];
        RecordHeader.writePseudoHeader(pseudoHeader, number, 23, keys.version(), content.length);
        Mac mac = Mac.getInstance(hash);
        mac.init(new SecretKeySpec(keys.receiving().mac(), hash));
        mac.update(pseudoHeader);
        byte[] tail = new byte[padding + 1];
        Arrays.fill(tail, (byte) padding);
        byte[] plain = LegacyPrf.join(content, mac.doFinal(content), tail);
        if (wrongAt >= 0) {
            // The length byte itself cannot be wrong by itself: it then is another padding.
            int at = plain.length - 1 - wrongAt;
            plain[at] ^= (byte) (wrongAt == 0 ? 0xFF : 0x01);
        }
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(keys.receiving().key(), "AES"),
                new IvParameterSpec(new byte[16]));
        byte[] body = LegacyPrf.join(new byte[16], cipher.doFinal(plain));
        byte[] header = new byte[13];
        RecordHeader.write(header, 0, 23, keys.version(), number, body.length);
        return LegacyPrf.join(header, body);
    }

    private Association atSequence(RecordKeys keys, long sequence) {
        return new Association(new Established(keys, sequence, List.of(), List.of()), misfits, new byte[70_000], 0, 0);
    }

    private static byte[] record(RecordCipher cipher, int type, long sequence, byte[] content) {
        long number = 1L << 48 | sequence;
        byte[] record = new byte[13 + 24 + content.length];
        int length = cipher.seal(type, number, content, 0, content.length, record, 13);
        RecordHeader.write(record, 0, type, DtlsVersion.DTLS_1_2, number, length);
        return record;
    }

    private static byte[] clear(int type, int bodyLength) {
        byte[] record = new byte[13 + bodyLength];
        RecordHeader.write(record, 0, type, DtlsVersion.DTLS_1_2, 5, bodyLength);
        return record;
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new SplittableRandom(length).nextBytes(content);
        return content;
    }
}
