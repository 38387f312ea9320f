package io.sallyport.server.testkit;

import java.io.IOException;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;

/** As openconnect: DTLS 1.2 with the id that the gateway gave, in a session that it has made itself. */
public class ResumingTlsClient extends DefaultTlsClient {
    private final int suite;
    private final byte[] id;
    private final byte[] masterSecret;

    public ResumingTlsClient(TlsCrypto crypto, int suite, byte[] id, byte[] masterSecret) {
        super(crypto);
        this.suite = suite;
        this.id = id;
        this.masterSecret = masterSecret;
    }

    /** A session that never had a handshake. */
    public static TlsSession session(TlsCrypto crypto, int suite, byte[] id, byte[] masterSecret) {
        return TlsUtils.importSession(
                id,
                new SessionParameters.Builder()
                        .setNegotiatedVersion(ProtocolVersion.DTLSv12)
                        .setCipherSuite(suite)
                        .setMasterSecret(crypto.createSecret(masterSecret.clone()))
                        .setExtendedMasterSecret(false)
                        .build());
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {suite};
    }

    @Override
    public TlsSession getSessionToResume() {
        return session(getCrypto(), suite, id, masterSecret);
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
    public TlsAuthentication getAuthentication() throws IOException {
        throw new IOException("a full handshake");
    }
}
