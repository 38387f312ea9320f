package io.sallyport.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the gateway proves who it is, and what it asks of clients.
 *
 * @param identities the first is the default; others are chosen by SNI and key type; at least one
 * @param versions at least one, oldest first; {@link #offeredVersions} is what may be negotiated
 * @param ciscoCompat spares clients that fail to sign with an RSA key in TLS 1.3: whoever is asked for a certificate is
 *     offered TLS 1.2 at most
 */
public record Tls(
        List<Identity> identities, Set<Version> versions, boolean ciscoCompat, ClientCertificates clientCertificates) {

    public Tls {
        identities = List.copyOf(identities);
        versions = Collections.unmodifiableSet(EnumSet.copyOf(versions));
    }

    /** The versions that clients may negotiate, oldest first; at least one. */
    public Set<Version> offeredVersions() {
        return ciscoCompat && clientCertificates.request() != ClientCertificates.Request.NEVER
                ? Set.of(Version.TLS_1_2)
                : versions;
    }

    static Tls read(Section tls) {
        List<Identity> identities =
                tls.requireSections("identities").stream().map(Identity::read).toList();
        Set<Version> versions = EnumSet.copyOf(tls.someOf(
                "versions", Kind.oneOf(List.of(Version.values()), Version::protocol), List.of(Version.values())));
        boolean ciscoCompat = tls.get("cisco-compat", Kind.flag(), false);
        if (ciscoCompat && !versions.contains(Version.TLS_1_2)) {
            tls.reject("cisco-compat", "false (it needs TLSv1.2 in tls.versions)");
        }
        return new Tls(identities, versions, ciscoCompat, ClientCertificates.read(tls.section("client-certificates")));
    }

    /**
     * A certificate chain and its private key, both PEM.
     *
     * @param keyPassphraseFile first line of it opens an encrypted key
     */
    public record Identity(Path certificate, Path key, Optional<Path> keyPassphraseFile) {

        static Identity read(Section identity) {
            Kind<Path> file = Kind.readableFile(identity.directory());
            return new Identity(
                    identity.require("certificate", file).orElse(identity.directory()),
                    identity.require("key", file).orElse(identity.directory()),
                    identity.find("key-passphrase-file", file));
        }
    }

    /** A protocol version; the names are those of JSSE. */
    public enum Version {
        TLS_1_2("TLSv1.2"),
        TLS_1_3("TLSv1.3");

        private final String protocol;

        Version(String protocol) {
            this.protocol = protocol;
        }

        /** The name that JSSE and the configuration file use. */
        public String protocol() {
            return protocol;
        }
    }

    /**
     * @param authorities PEM file of the authorities; their subjects are the list of the CertificateRequest. Present unless
     *     {@code request} is {@link Request#NEVER}
     */
    public record ClientCertificates(Request request, Optional<Path> authorities) {

        /** Whether the handshake asks for a client certificate. */
        public enum Request {
            NEVER,
            OPTIONAL,
            REQUIRED
        }

        static ClientCertificates read(Section certificates) {
            Request request = certificates.get("request", Kind.oneOf(Request.class), Request.NEVER);
            Optional<Path> authorities = certificates.find("authorities", Kind.readableFile(certificates.directory()));
            if (request != Request.NEVER && !certificates.has("authorities")) {
                certificates.reject("authorities", "a file of certificates (or never under request)");
            }
            certificates.notYet("crl", "revocation lists are");
            certificates.notYet("user-from", "sign-in by certificate is");
            certificates.notYet("group-from", "sign-in by certificate is");
            return new ClientCertificates(request, authorities);
        }
    }
}
