package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.dataplane.dtls.LegacyHandshake.Step;
import java.util.Arrays;
import java.util.Optional;

/**
 * RT-35: a handshake of DTLS 0.9 that hears anything, in any order and at any time. It never completes with whom does not know
 * the secret, never sends much, gives up only when its time is over, and completes with the client that it has answered.
 *
 * <p>The input is a script, {@link Script}: whether there are cookies, and then what happens.
 */
class LegacyHandshakeFuzzTest {
    private static final int SUITE = 0x002F;
    private static final byte[] SESSION_ID =
            LegacyVectors.hex("76d888a14ccee48fca15fa08f4a6d4b9d17e01f8fdaad7cea05a22719fcf7a8d");
    private static final byte[] SERVER_RANDOM = LegacyVectors.hex("5e".repeat(32));
    private static final byte[] COOKIE = LegacyVectors.hex("c0".repeat(16));
    private static final int BODY = RecordHeader.LENGTH + 12;
    private static final int COOKIE_AT = BODY + 2 + 32 + 33;
    private static final int REQUEST_LENGTH = BODY + 3 + 16;
    private static final long TICK_NANOS = 250_000_000L;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final int MOST_FLIGHTS = 12;
    private static final int MOST_STEPS = 64;

    @FuzzTest(maxDuration = "10m")
    void on(byte[] bytes) {
        Script script = new Script(bytes);
        Exchange exchange = new Exchange((script.next() & 1) != 0);

        for (int steps = 0; !script.isOver() && steps < MOST_STEPS; steps++) {
            exchange.play(script);
        }

        exchange.assertCompletesWithItsClient();
    }

    /** The hello that the server has taken up, and its first flight. */
    private record Answer(byte[] hello, byte[] flight) {}

    private static final class Exchange {
        private final MisfitCounters misfits = new MisfitCounters();
        private final boolean cookies;
        private final LegacyHandshake handshake;
        private long nowNanos;
        private int flights;
        private Optional<Answer> answer = Optional.empty();

        Exchange(boolean cookies) {
            this.cookies = cookies;
            handshake = new LegacyHandshake(
                    SUITE,
                    SESSION_ID,
                    LegacyVectors.MASTER_SECRET,
                    SERVER_RANDOM,
                    cookies ? Optional.of(COOKIE) : Optional.empty(),
                    misfits,
                    0);
        }

        void play(Script script) {
            switch (script.next() % 5) {
                case 0 -> comes(script.take(script.next()));
                case 1 -> comes(hello(cookies ? COOKIE : new byte[0]));
                case 2 -> comes(damaged(hello(script.take(script.next() % 32)), 0, script));
                case 3 -> {
                    nowNanos += script.next() * TICK_NANOS;
                    check(handshake.at(nowNanos), new byte[0]);
                }
                default ->
                    answer.ifPresent(found -> comes(damaged(finish(found), 16, script))); // behind the ChangeCipherSpec
            }
        }

        private static byte[] damaged(byte[] bytes, int from, Script script) {
            bytes[from + script.next() % (bytes.length - from)] ^= (byte) (script.next() | 1);
            return bytes;
        }

        private void comes(byte[] datagram) {
            check(handshake.on(datagram, 0, datagram.length, nowNanos), datagram);
        }

        /** @param datagram that it is the reaction to; empty if to the passing of time */
        private void check(Step step, byte[] datagram) {
            if (!(step instanceof Step.Wait wait)) {
                assertThat(step).isEqualTo(new Step.Failed());
                assertThat(nowNanos).as("time to give up").isGreaterThanOrEqualTo(PATIENCE_NANOS);
                return;
            }
            assertThat(wait.datagrams()).hasSizeLessThanOrEqualTo(1);
            for (byte[] sent : wait.datagrams()) {
                if (answer.isEmpty() && sent.length == REQUEST_LENGTH) {
                    assertThat(datagram).as("never more than came").hasSizeGreaterThanOrEqualTo(REQUEST_LENGTH);
                } else {
                    flight(sent, datagram);
                }
            }
        }

        private void flight(byte[] sent, byte[] datagram) {
            assertThat(++flights).isLessThanOrEqualTo(MOST_FLIGHTS);
            if (answer.isEmpty()) {
                ClientHello hello =
                        ClientHello.peek(datagram, 0, datagram.length).orElseThrow();
                assertThat(hello.sessionId()).isEqualTo(SESSION_ID);
                assertThat(!cookies || Arrays.equals(hello.cookie(), COOKIE)).isTrue();
                answer = Optional.of(new Answer(Arrays.copyOf(datagram, BODY + hello.fragmentLength()), sent));
            }
        }

        void assertCompletesWithItsClient() {
            if (answer.isEmpty()) {
                comes(hello(cookies ? COOKIE : new byte[0]));
            }
            byte[] finish = finish(answer.orElseThrow());

            Step step = handshake.on(finish, 0, finish.length, nowNanos);

            assertThat(step).isInstanceOfSatisfying(Step.Done.class, done -> {
                assertThat(done.established().nextSequence()).isEqualTo(flights);
                assertThat(done.established().unread()).isEmpty();
            });
        }

        private byte[] finish(Answer found) {
            return new LegacyClient(found.hello, SERVER_RANDOM, SUITE, cookies ? 1 : 0).finish(found.flight);
        }

        private static byte[] hello(byte[] cookie) {
            byte[] captured = LegacyVectors.CLIENT_HELLO;
            byte[] hello = LegacyPrf.join(
                    Arrays.copyOf(captured, COOKIE_AT),
                    new byte[] {(byte) cookie.length},
                    cookie,
                    Arrays.copyOfRange(captured, COOKIE_AT + 1, captured.length));
            hello[12] += (byte) cookie.length;
            hello[16] += (byte) cookie.length;
            hello[24] += (byte) cookie.length;
            return hello;
        }
    }
}
