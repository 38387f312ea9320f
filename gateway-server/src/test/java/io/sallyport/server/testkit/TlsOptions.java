package io.sallyport.server.testkit;

import io.sallyport.testcerts.Credential;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How a client speaks TLS. The {@code with} methods answer a changed copy.
 *
 * @param suites empty for what the JDK offers
 * @param certificate shown whenever one is asked for, whatever authorities the gateway names
 * @param trusting whether the gateway's certificate is taken
 */
public record TlsOptions(
        List<String> versions,
        List<String> suites,
        List<String> alpn,
        Optional<String> serverName,
        Optional<Credential> certificate,
        boolean trusting) {

    public static final TlsOptions DEFAULT = new TlsOptions(
            List.of("TLSv1.2", "TLSv1.3"), List.of(), List.of(), Optional.empty(), Optional.empty(), true);

    public TlsOptions withVersions(String... names) {
        return new TlsOptions(List.of(names), suites, alpn, serverName, certificate, trusting);
    }

    public TlsOptions withSuites(String... names) {
        return new TlsOptions(versions, List.of(names), alpn, serverName, certificate, trusting);
    }

    public TlsOptions withAlpn(String... names) {
        return new TlsOptions(versions, suites, List.of(names), serverName, certificate, trusting);
    }

    public TlsOptions withServerName(String name) {
        return new TlsOptions(versions, suites, alpn, Optional.of(name), certificate, trusting);
    }

    public TlsOptions withCertificate(Credential credential) {
        return new TlsOptions(versions, suites, alpn, serverName, Optional.of(credential), trusting);
    }

    public TlsOptions withoutTrust() {
        return new TlsOptions(versions, suites, alpn, serverName, certificate, false);
    }

    /** With a context of its own, so that nothing is resumed. */
    SSLEngine newEngine() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = {new OneCredential(certificate)};
            context.init(keys, new TrustManager[] {new AllOrNone(trusting)}, null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(versions.toArray(String[]::new));
            if (!suites.isEmpty()) {
                parameters.setCipherSuites(suites.toArray(String[]::new));
            }
            parameters.setApplicationProtocols(alpn.toArray(String[]::new));
            serverName.ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name))));
            engine.setSSLParameters(parameters);
            return engine;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the JDK has TLS", e);
        }
    }

    private static final class OneCredential extends X509ExtendedKeyManager {
        private final Optional<Credential> credential;

        OneCredential(Optional<Credential> credential) {
            this.credential = credential;
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            boolean fits = credential
                    .filter(own -> List.of(keyType).contains(own.key().getAlgorithm()))
                    .isPresent();
            return fits ? "own" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return credential.orElseThrow().chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return credential.orElseThrow().key();
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }
    }

    private static final class AllOrNone extends X509ExtendedTrustManager {
        private final boolean all;

        AllOrNone(boolean all) {
            this.all = all;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            if (!all) {
                throw new CertificateException("not trusted here");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
