package io.sallyport.server.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.dataplane.dtls.Established;
import io.sallyport.dataplane.dtls.MisfitCounters;
import io.sallyport.dataplane.udp.HandshakePath;
import io.sallyport.dataplane.udp.PathListener;
import io.sallyport.dataplane.worker.Worker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/** RT-35: a stranger's first datagram gets at most one HelloVerifyRequest, and nobody passes who cannot know the cookie. */
class HelloVerifierFuzzTest {
    private static final int REQUEST_LENGTH = 13 + 12 + 2 + 1 + 32;
    private static final int HANDSHAKE = 22;
    private static final int HELLO_VERIFY_REQUEST = 3;

    private static final HelloVerifier VERIFIER = new HelloVerifier(
            new JcaTlsCryptoProvider().setProvider(new BouncyCastleProvider()).create(new SecureRandom()));

    @FuzzTest(maxDuration = "10m")
    void verify(byte[] datagram) {
        Stranger stranger = new Stranger();

        assertThat(VERIFIER.verify(stranger, datagram, 0, datagram.length)).isEmpty();

        assertThat(stranger.sent).hasSizeLessThanOrEqualTo(1).allSatisfy(request -> {
            assertThat(request).hasSizeLessThanOrEqualTo(REQUEST_LENGTH);
            assertThat(request[0]).isEqualTo((byte) HANDSHAKE);
            assertThat(request[13]).isEqualTo((byte) HELLO_VERIFY_REQUEST);
        });
    }

    /** At an address that nobody has proved to be at. */
    private static final class Stranger implements HandshakePath {
        private final List<byte[]> sent = new ArrayList<>();

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
        }

        @Override
        public void send(byte[] datagram) {
            sent.add(datagram);
        }

        @Override
        public Worker worker() {
            throw new AssertionError("not needed to verify a hello");
        }

        @Override
        public MisfitCounters misfits() {
            throw new AssertionError("not needed to verify a hello");
        }

        @Override
        public void established(Supplier<Established> established, PathListener listener) {
            throw new AssertionError("nothing is established yet");
        }

        @Override
        public void failed() {
            throw new AssertionError("nothing has begun yet");
        }
    }
}
