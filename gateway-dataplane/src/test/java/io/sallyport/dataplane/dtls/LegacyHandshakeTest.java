package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.conformance.Requirement;
import io.sallyport.dataplane.dtls.LegacyHandshake.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyHandshakeTest {
    private static final int AES128_SHA = 0x002F;
    private static final int AES256_SHA = 0x0035;
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] SESSION_ID =
            LegacyVectors.hex("76d888a14ccee48fca15fa08f4a6d4b9d17e01f8fdaad7cea05a22719fcf7a8d");
    private static final byte[] SERVER_RANDOM = LegacyVectors.hex("5e".repeat(32));
    private static final byte[] COOKIE = LegacyVectors.hex("c0".repeat(16));
    private static final int BODY = RecordHeader.LENGTH + 12;

    private final MisfitCounters misfits = new MisfitCounters();

    @ParameterizedTest
    @ValueSource(ints = {AES128_SHA, AES256_SHA})
    void completesWithAClientThatKnowsTheSecret(int suite) {
        LegacyHandshake handshake = handshake(suite, Optional.empty());
        LegacyClient client = new LegacyClient(hello(suite, new byte[0], 0), SERVER_RANDOM, suite, 0);

        byte[] flight = only(handshake.on(client.hello, 0, client.hello.length, 0));
        Established established = done(handshake, client.finish(flight));

        assertThat(established.nextSequence()).isEqualTo(1);
        assertThat(established.lastFlight()).isEmpty();
        assertThat(established.unread()).isEmpty();
        assertThat(established.keys().version()).isEqualTo(DtlsVersion.CISCO_0_9);
    }

    @Test
    @Requirement(203)
    void speaksVersion0100EverywhereAndCountsTheChangeCipherSpecAsAMessage() {
        LegacyHandshake handshake = handshake(AES128_SHA, Optional.empty());

        byte[] flight = only(handshake.on(LegacyVectors.CLIENT_HELLO, 0, LegacyVectors.CLIENT_HELLO.length, 0));

        assertThat(flight)
                .startsWith(LegacyVectors.hex("16 0100 0000 000000000000 0052"
                        + "02 000046 0000 000000 000046"
                        + "0100" + "5e".repeat(32)
                        + "20" + "76d888a14ccee48fca15fa08f4a6d4b9d17e01f8fdaad7cea05a22719fcf7a8d"
                        + "002f 00"
                        + "14 0100 0000 000000000001 0003 010001"
                        + "16 0100 0001 000000000000 0040"));
        assertThat(flight).hasSize(13 + 0x52 + 13 + 3 + 13 + 0x40);
    }

    @ParameterizedTest
    @Requirement({200, 202})
    @ValueSource(ints = {0, 1}) // 0: some clients do not count on
    void asksForACookieFirstIfItIsToldTo(int secondHelloSequence) {
        LegacyHandshake handshake = handshake(AES128_SHA, Optional.of(COOKIE));
        byte[] first = hello(AES128_SHA, new byte[0], 0);
        LegacyClient client =
                new LegacyClient(hello(AES128_SHA, COOKIE, secondHelloSequence), SERVER_RANDOM, AES128_SHA, 1);

        byte[] request = only(handshake.on(first, 0, first.length, 0));
        byte[] flight = only(handshake.on(client.hello, 0, client.hello.length, 0));
        done(handshake, client.finish(flight));

        assertThat(request)
                .isEqualTo(LegacyVectors.hex(
                        "16 0100 0000 000000000000 001f 03 000013 0000 000000 000013 0100 10" + "c0".repeat(16)));
        assertThat(Arrays.copyOfRange(flight, 13 + 0x52, 13 + 0x52 + 16))
                .isEqualTo(LegacyVectors.hex("14 0100 0000 000000000002 0003 010002"));
    }

    @Test
    void answersAWrongCookieLikeNone() {
        LegacyHandshake handshake = handshake(AES128_SHA, Optional.of(COOKIE));
        byte[] wrong = hello(AES128_SHA, LegacyVectors.hex("c1".repeat(16)), 1);

        byte[] request = only(handshake.on(wrong, 0, wrong.length, 0));

        assertThat(request[BODY - 12]).isEqualTo((byte) 3);
    }

    @Test
    void repeatsItsFlightWithNewRecordNumbersWhenTheClientIsSilentOrRepeatsItself() {
        LegacyHandshake handshake = handshake(AES128_SHA, Optional.empty());
        LegacyClient client = new LegacyClient(hello(AES128_SHA, new byte[0], 0), SERVER_RANDOM, AES128_SHA, 0);

        Step first = handshake.on(client.hello, 0, client.hello.length, 0);
        Step tooEarly = handshake.at(SECOND - 1);
        Step second = handshake.at(SECOND);
        Step third = handshake.on(client.hello, 0, client.hello.length, 2 * SECOND);

        assertThat(first)
                .isInstanceOfSatisfying(
                        Step.Wait.class, wait -> assertThat(wait.wakeAtNanos()).isEqualTo(SECOND));
        assertThat(tooEarly).isEqualTo(new Step.Wait(List.of(), SECOND));
        assertThat(second)
                .isInstanceOfSatisfying(
                        Step.Wait.class, wait -> assertThat(wait.wakeAtNanos()).isEqualTo(3 * SECOND));
        assertThat(numbers(only(second))).containsExactly(2L, 3L, 1L << 48 | 1);
        assertThat(numbers(only(third))).containsExactly(4L, 5L, 1L << 48 | 2);
        assertThat(done(handshake, client.finish(only(third))).nextSequence()).isEqualTo(3);
    }

    @Test
    void repeatsItselfABoundedNumberOfTimesAndGivesUpAfterAMinute() {
        LegacyHandshake handshake = handshake(AES128_SHA, Optional.empty());
        byte[] hello = hello(AES128_SHA, new byte[0], 0);

        int sent = 0;
        for (int i = 0; i < 1000; i++) {
            sent += ((Step.Wait) handshake.on(hello, 0, hello.length, i))
                    .datagrams()
                    .size();
        }

        assertThat(sent).isEqualTo(12);
        assertThat(handshake.at(60 * SECOND - 1)).isInstanceOf(Step.Wait.class);
        assertThat(handshake.at(60 * SECOND)).isEqualTo(new Step.Failed());
    }

    @Test
    void givesUpOnAClientThatHasTheKeysButAnotherTranscript() {
        LegacyHandshake handshake = handshake(AES128_SHA, Optional.empty());
        LegacyClient client = new LegacyClient(hello(AES128_SHA, new byte[0], 0), SERVER_RANDOM, AES128_SHA, 0);
        byte[] flight = only(handshake.on(client.hello, 0, client.hello.length, 0));
        client.hello[BODY + 91 - 1] ^= 1; // behind the random, so that the keys stay the same

        byte[] finish = client.finishUnchecked(flight);

        assertThat(handshake.on(finish, 0, finish.length, 0)).isEqualTo(new Step.Failed());
    }

    @Test
    void hearsNothingElseThanTheFinished() {
        LegacyHandshake handshake = handshake(AES128_SHA, Optional.empty());
        LegacyClient client = new LegacyClient(hello(AES128_SHA, new byte[0], 0), SERVER_RANDOM, AES128_SHA, 0);
        byte[] flight = only(handshake.on(client.hello, 0, client.hello.length, 0));
        byte[] finish = client.finish(flight);

        SplittableRandom random = new SplittableRandom(0x1E6A);
        for (int cut = 0; cut < finish.length; cut++) {
            assertThat(handshake.on(finish, 0, cut, 0))
                    .as("cut at %d", cut)
                    .isEqualTo(new Step.Wait(List.of(), SECOND));
        }
        for (int at = 16 + 13; at < finish.length; at++) {
            byte[] damaged = finish.clone();
            damaged[at] ^= (byte) random.nextInt(1, 256);
            assertThat(handshake.on(damaged, 0, damaged.length, 0))
                    .as("byte %d", at)
                    .isEqualTo(new Step.Wait(List.of(), SECOND));
        }

        assertThat(misfits.of(Misfit.FORGED)).isEqualTo(finish.length - 16 - 13);
        done(handshake, finish);
    }

    @Test
    void leavesWhatFollowsTheFinishedToTheAssociation() {
        LegacyHandshake handshake = handshake(AES128_SHA, Optional.empty());
        LegacyClient client = new LegacyClient(hello(AES128_SHA, new byte[0], 0), SERVER_RANDOM, AES128_SHA, 0);
        byte[] flight = only(handshake.on(client.hello, 0, client.hello.length, 0));
        byte[] finish = LegacyPrf.join(client.finish(flight), new byte[] {23, 1, 0});

        Established established = done(handshake, finish);

        assertThat(established.unread()).containsExactly(new byte[] {23, 1, 0});
    }

    @Test
    void isSilentToHellosThatItCannotAnswer() {
        byte[] good = hello(AES128_SHA, new byte[0], 0);
        byte[] otherVersion = good.clone();
        otherVersion[BODY] = (byte) 0xFE;
        byte[] otherId = good.clone();
        otherId[BODY + 40] ^= 1;
        byte[] otherSuite = hello(AES256_SHA, new byte[0], 0);

        for (byte[] hello : List.of(otherVersion, otherId, otherSuite)) {
            assertThat(handshake(AES128_SHA, Optional.empty()).on(hello, 0, hello.length, 0))
                    .isEqualTo(new Step.Wait(List.of(), 60 * SECOND));
        }
        for (int cut = 0; cut < good.length; cut++) {
            assertThat(handshake(AES128_SHA, Optional.empty()).on(good, 0, cut, 0))
                    .as("cut at %d", cut)
                    .isEqualTo(new Step.Wait(List.of(), 60 * SECOND));
        }
    }

    @Test
    void doesNotTakeASuiteOfAnotherKind() {
        assertThatThrownBy(() -> handshake(0x009C, Optional.empty())).isInstanceOf(IllegalArgumentException.class);
    }

    private LegacyHandshake handshake(int suite, Optional<byte[]> cookie) {
        return new LegacyHandshake(suite, SESSION_ID, LegacyVectors.MASTER_SECRET, SERVER_RANDOM, cookie, misfits, 0);
    }

    private static byte[] hello(int suite, byte[] cookie, int messageSequence) {
        byte[] captured = LegacyVectors.CLIENT_HELLO;
        int cookieAt = BODY + 2 + 32 + 33;
        byte[] hello = LegacyPrf.join(
                Arrays.copyOf(captured, cookieAt),
                new byte[] {(byte) cookie.length},
                cookie,
                Arrays.copyOfRange(captured, cookieAt + 1, captured.length));
        hello[12] += (byte) cookie.length;
        hello[16] += (byte) cookie.length;
        hello[24] += (byte) cookie.length;
        hello[18] = (byte) messageSequence;
        hello[cookieAt + 1 + cookie.length + 3] = (byte) suite;
        return hello;
    }

    private static byte[] only(Step step) {
        assertThat(step).isInstanceOf(Step.Wait.class);
        assertThat(((Step.Wait) step).datagrams()).hasSize(1);
        return ((Step.Wait) step).datagrams().getFirst();
    }

    private static Established done(LegacyHandshake handshake, byte[] finish) {
        Step step = handshake.on(finish, 0, finish.length, 0);
        assertThat(step).isInstanceOf(Step.Done.class);
        return ((Step.Done) step).established();
    }

    private static List<Long> numbers(byte[] datagram) {
        List<Long> numbers = new ArrayList<>();
        for (int at = 0; at < datagram.length; at += RecordHeader.LENGTH + RecordHeader.bodyLength(datagram, at)) {
            numbers.add(RecordHeader.number(datagram, at));
        }
        return numbers;
    }
}
