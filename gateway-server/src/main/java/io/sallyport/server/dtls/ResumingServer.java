package io.sallyport.server.dtls;

import io.sallyport.dataplane.dtls.Protection;
import io.sallyport.dataplane.dtls.RecordKeys;
import io.sallyport.server.tunnel.DtlsSecret;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Resumes a session which never was: its id was ours to give, its master secret the client's, both have travelled over TLS.
 *
 * <p>Without extended master secret, for there was no handshake to bind it to. A client that cannot resume gets no other
 * handshake: openconnect takes one for an attack.
 */
final class ResumingServer extends AbstractTlsServer implements HandshakeServer {
    /** The handshake would have become a full one. */
    static final class NotResumed extends TlsFatalAlert {
        NotResumed() {
            super(AlertDescription.handshake_failure, "not resumed");
        }
    }

    private final byte[] id;
    private final DtlsSecret masterSecret;
    private final int suite;
    private final ProtocolVersion version;
    private @Nullable RecordKeys keys;

    /** @param agreed is told the protection of records */
    ResumingServer(
            TlsCrypto crypto,
            byte[] id,
            DtlsSecret masterSecret,
            int suite,
            ProtocolVersion version,
            Consumer<Optional<Protection>> agreed) {
        super(crypto);
        this.id = id;
        this.masterSecret = masterSecret;
        this.suite = suite;
        this.version = version;
        agreed.accept(Protection.ofSuite(suite));
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return new ProtocolVersion[] {version};
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {suite};
    }

    /** Asked for when it is known whether the session is resumed, and before anything is sent. */
    @Override
    public int getSelectedCipherSuite() throws IOException {
        if (!context.getSecurityParametersHandshake().isResumedSession()) {
            throw new NotResumed();
        }
        selectedCipherSuite = suite;
        return suite;
    }

    @Override
    public @Nullable TlsCredentials getCredentials() {
        return null;
    }

    @Override
    public @Nullable TlsSession getSessionToResume(byte[] sessionId) {
        if (!Arrays.equals(sessionId, id)) {
            return null;
        }
        return TlsUtils.importSession(
                id,
                new SessionParameters.Builder()
                        .setNegotiatedVersion(version)
                        .setCipherSuite(suite)
                        .setMasterSecret(getCrypto().createSecret(masterSecret.bytes()))
                        .setExtendedMasterSecret(false)
                        .build());
    }

    @Override
    public boolean shouldUseExtendedMasterSecret() {
        return false;
    }

    @Override
    public boolean allowLegacyResumption() {
        return true;
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
