package io.sallyport.server.listen;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * Lets every client certificate through the handshake and leaves the judgement to {@link io.sallyport.aaa.certificate}: only the XML
 * layer can refuse with words that a client shows.
 */
final class AnyClientCertificate extends X509ExtendedTrustManager {
    private final X509Certificate[] authorities;

    /** @param authorities their subjects are the list of the CertificateRequest, each once, however many have the same */
    AnyClientCertificate(Collection<X509Certificate> authorities) {
        Map<X500Principal, X509Certificate> bySubject = new LinkedHashMap<>();
        authorities.forEach(authority -> bySubject.putIfAbsent(authority.getSubjectX500Principal(), authority));
        this.authorities = bySubject.values().toArray(new X509Certificate[0]);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.clone();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    // The gateway is never a TLS client.

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException();
    }
}
