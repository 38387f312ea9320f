package io.sallyport.server.listen;

import io.sallyport.config.Problem;
import io.sallyport.config.SourceMap;
import io.sallyport.config.Tls;
import io.sallyport.config.Tls.ClientCertificates.Request;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** TLS as configured, with its files read: makes the engines of new connections. Immutable; a reload makes another one. */
public final class TlsSettings {
    private static final String HTTP_1_1 = "http/1.1";

    /** Forward secrecy and authenticated encryption only; the stronger first. */
    private static final String[] CIPHER_SUITES = {
        "TLS_AES_256_GCM_SHA384",
        "TLS_AES_128_GCM_SHA256",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    };

    /** The cheaper first; for TLS 1.3 see {@link CheapestGroup}. */
    private static final String[] NAMED_GROUPS = {"x25519", "secp256r1", "secp384r1", "ffdhe2048", "ffdhe3072"};

    private final SSLContext context;
    private final SSLParameters parameters;
    private final List<X509Certificate> authorities;

    private TlsSettings(SSLContext context, SSLParameters parameters, List<X509Certificate> authorities) {
        this.context = context;
        this.parameters = parameters;
        this.authorities = authorities;
    }

    /** What reading the files has come to. */
    public sealed interface Loading {
        record Loaded(TlsSettings settings) implements Loading {}

        /** All that is wrong, each with its place in the configuration. */
        record Failed(List<Problem> problems) implements Loading {}
    }

    /** Reads the files that {@code tls} names. */
    public static Loading load(Tls tls, SourceMap sources) {
        if (tls.legacy() == Tls.Legacy.ALLOWED) {
            LegacyTls.allow();
        }
        List<Problem> problems = new ArrayList<>();
        List<ServerIdentity> identities = new ArrayList<>();
        for (int i = 0; i < tls.identities().size(); i++) {
            identity(tls.identities().get(i), "tls.identities[" + i + "]", sources, identities, problems);
        }
        List<X509Certificate> authorities = authorities(tls.clientCertificates(), sources, problems);
        if (!problems.isEmpty()) {
            return new Loading.Failed(List.copyOf(problems));
        }
        return new Loading.Loaded(new TlsSettings(context(identities, authorities), parameters(tls), authorities));
    }

    private static void identity(
            Tls.Identity configured,
            String key,
            SourceMap sources,
            List<ServerIdentity> identities,
            List<Problem> problems) {
        List<X509Certificate> chain = List.of();
        PrivateKey privateKey = null;
        try {
            chain = PemReader.certificates(configured.certificate());
        } catch (PemReader.UnusableFile e) {
            problems.add(sources.problem(key + ".certificate", e.found(), "a certificate chain in PEM, leaf first"));
        }
        try {
            privateKey = PemReader.privateKey(configured.key(), configured.keyPassphraseFile());
        } catch (PemReader.UnusableFile e) {
            problems.add(sources.problem(key + ".key", e.found(), "a private key in PEM"));
        }
        if (chain.isEmpty() || privateKey == null) {
            return;
        }
        ServerIdentity identity = ServerIdentity.of(privateKey, chain);
        if (identity.isConsistent()) {
            identities.add(identity);
        } else {
            problems.add(sources.problem(key + ".key", "another key than the certificate's", "the certificate's key"));
        }
    }

    private static List<X509Certificate> authorities(
            Tls.ClientCertificates configured, SourceMap sources, List<Problem> problems) {
        if (configured.request() == Request.NEVER || configured.authorities().isEmpty()) {
            return List.of();
        }
        try {
            return PemReader.certificates(configured.authorities().get());
        } catch (PemReader.UnusableFile e) {
            problems.add(sources.problem(
                    "tls.client-certificates.authorities", e.found(), "certificates of authorities in PEM"));
            return List.of();
        }
    }

    private static SSLContext context(List<ServerIdentity> identities, List<X509Certificate> authorities) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new IdentityChoice(identities)},
                    new TrustManager[] {new AnyClientCertificate(authorities)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has TLS", e);
        }
    }

    private static SSLParameters parameters(Tls tls) {
        String[] protocols =
                tls.offeredVersions().stream().map(Tls.Version::protocol).toArray(String[]::new);
        SSLParameters parameters = new SSLParameters(
                tls.legacy() == Tls.Legacy.ALLOWED ? LegacyTls.after(CIPHER_SUITES) : CIPHER_SUITES, protocols);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNamedGroups(NAMED_GROUPS);
        switch (tls.clientCertificates().request()) {
            case NEVER -> {}
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        return parameters;
    }

    /** An engine for one new connection. */
    SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        // A client without http/1.1 in its list is served without ALPN, not turned away.
        engine.setHandshakeApplicationProtocolSelector((self, offered) -> offered.contains(HTTP_1_1) ? HTTP_1_1 : "");
        return engine;
    }

    /** Who certifies clients; empty if no client is asked for a certificate. */
    public List<X509Certificate> authorities() {
        return authorities;
    }
}
