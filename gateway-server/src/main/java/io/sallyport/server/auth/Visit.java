package io.sallyport.server.auth;

import io.sallyport.server.tunnel.StrapKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The circumstances of a {@link ClientMessage}.
 *
 * @param connection stands for the connection; compared by identity
 * @param path of the request, which may be a group URL
 * @param handle what the sign-in cookie says
 * @param connectionHandle of the sign-in that this connection was last asked about; sslcon keeps neither cookie nor handle
 * @param serverCertificateHash of the certificate that this connection was shown
 * @param certificates what the client has shown in the handshake, its own first; empty if none
 * @param badCertificate whether the client has shown a certificate that does not hold
 * @param strapKey what the client will sign its CONNECT with
 * @param agent bounded and printable
 */
public record Visit(
        Object connection,
        InetSocketAddress remote,
        String path,
        Optional<String> handle,
        Optional<String> connectionHandle,
        String serverCertificateHash,
        List<X509Certificate> certificates,
        boolean badCertificate,
        Optional<StrapKey> strapKey,
        String agent) {

    public Visit {
        certificates = List.copyOf(certificates);
    }

    InetAddress source() {
        return remote.getAddress();
    }

    /** The client's own certificate. */
    Optional<X509Certificate> certificate() {
        return certificates.stream().findFirst();
    }
}
