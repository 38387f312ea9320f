package io.sallyport.server.dtls;

import io.sallyport.dataplane.udp.HandshakePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSVerifier;
import org.bouncycastle.tls.DatagramSender;
import org.bouncycastle.tls.crypto.TlsCrypto;

/**
 * HelloVerifyRequest: whether a client hears what is sent to its address. Keeps nothing of clients; its key lives as long as
 * the process.
 *
 * <p>Thread-safe.
 */
final class HelloVerifier {
    private static final int SEND_LIMIT = 1200;

    private static final int COOKIE_LENGTH = 20;
    private static final String MAC = "HmacSHA256";

    private final DTLSVerifier verifier;
    private final SecretKey key;

    HelloVerifier(TlsCrypto crypto) {
        this.verifier = new DTLSVerifier(crypto);
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, MAC);
    }

    /** A ClientHello that brings its cookie; any other is answered with one. */
    Optional<DTLSRequest> verify(HandshakePath path, byte[] bytes, int offset, int length) {
        try {
            return Optional.ofNullable(verifier.verifyRequest(
                    address(path), bytes, offset, length, new DatagramSender() {
                        @Override
                        public int getSendLimit() {
                            return SEND_LIMIT;
                        }

                        @Override
                        public void send(byte[] buffer, int from, int count) throws IOException {
                            path.send(Arrays.copyOfRange(buffer, from, from + count));
                        }
                    }));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Bouncy Castle throws it at a version that is reserved: no hello to answer
        }
    }

    /** The cookie of a handshake that is not Bouncy Castle's: bytes that only we can make of its address. */
    byte[] cookie(HandshakePath path) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(address(path)), COOKIE_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has " + MAC, e);
        }
    }

    private static byte[] address(HandshakePath path) {
        byte[] host = path.remote().getAddress().getAddress();
        return ByteBuffer.allocate(host.length + 2)
                .put(host)
                .putShort((short) path.remote().getPort())
                .array();
    }
}
