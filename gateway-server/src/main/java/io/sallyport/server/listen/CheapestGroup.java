package io.sallyport.server.listen;

import io.netty.buffer.ByteBuf;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.interfaces.XECPublicKey;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Over which group keys are agreed on in one handshake. Of those for which a client of TLS 1.3 has sent a share, the JDK takes
 * the client's first; openconnect 9.01 and 9.12 send P-256 and X25519, in this order, and P-256 costs two and a half times as
 * much. So where there is a share for X25519, it is the only one.
 *
 * <p>Asked by the engine while it reads the ClientHello, on whichever thread it does so.
 */
final class CheapestGroup implements AlgorithmConstraints {
    private static final int X25519 = 29;

    private volatile boolean x25519Only;

    private CheapestGroup() {}

    /** For the handshake of a server's engine, which has not begun. */
    static CheapestGroup of(SSLEngine engine) {
        CheapestGroup group = new CheapestGroup();
        // A server of TLS 1.2 only chooses a group itself, whatever shares the hello brings.
        if (List.of(engine.getEnabledProtocols()).contains("TLSv1.3")) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setAlgorithmConstraints(group);
            engine.setSSLParameters(parameters);
        }
        return group;
    }

    /**
     * Looks at a ClientHello before the engine does.
     *
     * @param bytes from the beginning of the first record on; nothing of it is taken away
     */
    void decide(ByteBuf bytes) {
        x25519Only = ClientHelloPeek.sharesKeyFor(bytes, X25519);
    }

    /** Of a client's shares, each read, those that are not permitted are as if they had not come. */
    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return !x25519Only || !primitives.contains(CryptoPrimitive.KEY_AGREEMENT) || key instanceof XECPublicKey;
    }

    /** Not here: a group without permission is no curve for a certificate either. */
    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, @Nullable String algorithm, @Nullable AlgorithmParameters parameters) {
        return true;
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, Key key, @Nullable AlgorithmParameters parameters) {
        return true;
    }
}
