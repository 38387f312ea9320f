package io.sallyport.testkit.load;

import io.sallyport.dataplane.dtls.DtlsVersion;
import io.sallyport.dataplane.dtls.Protection;
import io.sallyport.dataplane.dtls.RecordKeys;
import java.io.IOException;
import java.util.Objects;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of a handshake that resumes a session which never was, as openconnect does it: the id has come with the
 * answer to CONNECT, the master secret is the client's own. No other handshake will do.
 */
final class ResumingClient extends DefaultTlsClient {
    /** What CONNECT calls {@link #SUITE}. */
    static final String SUITE_NAME = "OC-DTLS1_2-AES256-GCM";

    private static final int SUITE = CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final byte[] id;
    private final byte[] masterSecret;
    private @Nullable RecordKeys keys;

    ResumingClient(TlsCrypto crypto, byte[] id, byte[] masterSecret) {
        super(crypto);
        this.id = id;
        this.masterSecret = masterSecret;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return new ProtocolVersion[] {ProtocolVersion.DTLSv12};
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {SUITE};
    }

    @Override
    public TlsSession getSessionToResume() {
        return TlsUtils.importSession(
                id,
                new SessionParameters.Builder()
                        .setNegotiatedVersion(ProtocolVersion.DTLSv12)
                        .setCipherSuite(SUITE)
                        .setMasterSecret(getCrypto().createSecret(masterSecret.clone()))
                        .setExtendedMasterSecret(false)
                        .build());
    }

    @Override
    public boolean allowLegacyResumption() {
        return true;
    }

    @Override
    public boolean shouldUseExtendedMasterSecret() {
        return false;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return TIMEOUT_MILLIS;
    }

    @Override
    public TlsAuthentication getAuthentication() throws IOException {
        throw new IOException("the headend wants a full handshake");
    }

    /** Now, for the library forgets its secrets right after. */
    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        SecurityParameters agreed = context.getSecurityParametersConnection();
        byte[] seed = Arrays.concatenate(agreed.getServerRandom(), agreed.getClientRandom());
        byte[] keyBlock = TlsUtils.PRF(
                        agreed,
                        agreed.getMasterSecret(),
                        "key expansion",
                        seed,
                        Protection.AES_256_GCM.keyBlockLength())
                .extract();
        keys = RecordKeys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_256_GCM, keyBlock)
                .atOtherEnd();
    }

    /** After the handshake. */
    RecordKeys keys() {
        return Objects.requireNonNull(keys);
    }
}
