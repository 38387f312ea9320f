package io.sallyport.server.listen;

import io.netty.channel.Channel;
import io.sallyport.aaa.certificate.ClientCertificates;
import io.sallyport.dataplane.worker.Worker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection of a client: where it comes from, who serves it, and what its handshake has shown.
 *
 * <p>Confined to its worker; but what the handshake has shown may be asked for from anywhere, once it is over.
 */
public final class Connection {
    /** Name of the {@link TlsHandler} in the pipeline. */
    public static final String TLS = "tls";

    private final Channel channel;
    private final Worker worker;
    private final TlsHandler tls;
    private final Executor offload;
    private final ClientCertificates clientCertificates;
    private final Strangers strangers;
    private final int udpPort;
    private boolean stranger = true;
    private volatile @Nullable String signInHandle;

    Connection(
            Channel channel,
            Worker worker,
            TlsHandler tls,
            Executor offload,
            ClientCertificates clientCertificates,
            Strangers strangers,
            int udpPort) {
        this.channel = channel;
        this.worker = worker;
        this.tls = tls;
        this.offload = offload;
        this.clientCertificates = clientCertificates;
        this.strangers = strangers;
        this.udpPort = udpPort;
    }

    public Channel channel() {
        return channel;
    }

    public Worker worker() {
        return worker;
    }

    public TlsHandler tls() {
        return tls;
    }

    /** Where what takes long is done for it, off its worker. */
    public Executor offload() {
        return offload;
    }

    public InetSocketAddress remote() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    public InetAddress source() {
        return remote().getAddress();
    }

    /** Where the same listener serves DTLS; 0 if it does not. */
    public int udpPort() {
        return udpPort;
    }

    /**
     * Bytes that both ends can compute from the handshake, which is over (RFC 8446, section 7.5; RFC 5705).
     *
     * @return empty if they would not be bound to the handshake: TLS 1.2 without extended master secret
     */
    public Optional<byte[]> exported(String label, int length) {
        try {
            return session() instanceof ExtendedSSLSession session
                    ? Optional.of(session.exportKeyingMaterialData(label, null, length))
                    : Optional.empty();
        } catch (SSLException | UnsupportedOperationException | IllegalStateException e) {
            return Optional.empty(); // or it has been closed meanwhile
        }
    }

    public boolean isTls13() {
        return session().getProtocol().equals("TLSv1.3");
    }

    /** SHA-1 of the certificate that the client was shown, upper-case hex. */
    public String serverCertificateHash() {
        Certificate[] shown = session().getLocalCertificates();
        return ServerIdentity.sha1((X509Certificate) shown[0]);
    }

    /** What the client has shown, its own certificate first; empty if none. That it holds the key is proven, no more. */
    public List<X509Certificate> clientCertificates() {
        try {
            return x509(session().getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    /** Whether the client has shown a certificate that does not hold; having shown none is no fault. */
    public boolean showedBadCertificate(Instant now) {
        List<X509Certificate> chain = clientCertificates();
        return !chain.isEmpty() && !clientCertificates.isValid(chain, now);
    }

    /** The X.509 part of what JSSE hands out. */
    private static List<X509Certificate> x509(Certificate[] chain) {
        return Arrays.stream(chain)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** The sign-in that this connection was last asked about. */
    public Optional<String> signInHandle() {
        return Optional.ofNullable(signInHandle);
    }

    public void rememberSignIn(String handle) {
        signInHandle = handle;
    }

    /** Whether it still has no tunnel. */
    boolean isStranger() {
        return stranger;
    }

    /** The client has its tunnel: bounds for strangers no longer apply. Harmless when said again. */
    public void isNoStranger() {
        if (stranger) {
            stranger = false;
            strangers.gone(source());
        }
    }

    private SSLSession session() {
        return tls.engine().getSession();
    }
}
