package io.sallyport.server.dtls;

import io.sallyport.dataplane.dtls.Protection;
import io.sallyport.dataplane.dtls.RecordKeys;
import io.sallyport.server.tunnel.DtlsSecret;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PSKTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/** PSK-NEGOTIATE: a whole handshake with a key that both ends have taken from their TLS connection. */
final class PskServer extends PSKTlsServer implements HandshakeServer {
    /** The better first. openconnect finds AES-GCM here, Clavister's client ChaCha20. No CCM: the JDK has none for records. */
    private static final int[] SUITES = {
        CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_PSK_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256,
    };

    private final Consumer<Optional<Protection>> agreed;
    private @Nullable RecordKeys keys;

    /** @param agreed is told the protection of records as soon as it is chosen */
    PskServer(TlsCrypto crypto, DtlsSecret psk, Consumer<Optional<Protection>> agreed) {
        super(crypto, new Identity(psk));
        this.agreed = agreed;
    }

    private record Identity(DtlsSecret psk) implements TlsPSKIdentityManager {
        /** No hint: a client that got one would have to understand a ServerKeyExchange. */
        @Override
        public byte @Nullable [] getHint() {
            return null;
        }

        /** Clients say "psk"; whatever they say, only the key counts. */
        @Override
        public byte[] getPSK(byte[] identity) {
            return psk.bytes();
        }
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return new ProtocolVersion[] {ProtocolVersion.DTLSv12};
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(getCrypto(), SUITES);
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    public int getSelectedCipherSuite() throws IOException {
        int suite = super.getSelectedCipherSuite();
        agreed.accept(Protection.ofSuite(suite));
        return suite;
    }

    /** The session id of the ClientHello is our name for the tunnel, not a session. */
    @Override
    public @Nullable TlsSession getSessionToResume(byte[] sessionId) {
        return null;
    }

    @Override
    protected boolean allowEncryptThenMAC() {
        return false;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return TIMEOUT_MILLIS;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return RESEND_MILLIS;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        keys = AgreedKeys.of(context);
    }

    @Override
    public RecordKeys keys() {
        return Objects.requireNonNull(keys);
    }
}
