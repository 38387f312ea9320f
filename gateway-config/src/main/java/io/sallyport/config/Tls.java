package io.sallyport.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
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
 * @param legacy serves clients that know neither forward secrecy nor authenticated encryption (AnyConnect 3)
 */
public record Tls(
        List<Identity> identities,
        Set<Version> versions,
        boolean ciscoCompat,
        Legacy legacy,
        ClientCertificates clientCertificates) {

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
        Legacy legacy = tls.get("legacy", Kind.flag(), false) ? Legacy.ALLOWED : Legacy.REFUSED;
        return new Tls(
                identities, versions, ciscoCompat, legacy, ClientCertificates.read(tls.section("client-certificates")));
    }

    /** Cipher suites of a time before forward secrecy and authenticated encryption: TLS_RSA_*, CBC. */
    public enum Legacy {
        REFUSED,
        ALLOWED
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
     * @param crls files of revocation lists, PEM or DER. If there is one, a certificate whose issuer has no current list among
     *     them does not hold
     * @param userFrom where in a certificate the name of its user stands
     * @param groupFrom where his groups stand, if they do
     */
    public record ClientCertificates(
            Request request,
            Optional<Path> authorities,
            List<Path> crls,
            UserFrom userFrom,
            Optional<GroupFrom> groupFrom,
            Ocsp ocsp) {

        public ClientCertificates {
            crls = List.copyOf(crls);
        }

        /** Whether the handshake asks for a client certificate. */
        public enum Request {
            NEVER,
            OPTIONAL,
            REQUIRED
        }

        /** An attribute of the subject, the most specific if there are several, or the first alternative name of a kind. */
        public enum UserFrom {
            CN("CN"),
            UID("UID"),
            SAN_EMAIL("SAN:email"),
            SAN_UPN("SAN:upn");

            private final String spelling;

            UserFrom(String spelling) {
                this.spelling = spelling;
            }
        }

        /** An attribute of the subject; each of its values is a group. */
        public enum GroupFrom {
            OU,
            O
        }

        static ClientCertificates read(Section certificates) {
            Request request = certificates.get("request", Kind.oneOf(Request.class), Request.NEVER);
            Kind<Path> file = Kind.readableFile(certificates.directory());
            Optional<Path> authorities = certificates.find("authorities", file);
            if (request != Request.NEVER && !certificates.has("authorities")) {
                certificates.reject("authorities", "a file of certificates (or never under request)");
            }
            return new ClientCertificates(
                    request,
                    authorities,
                    certificates.oneOrMore("crl", file),
                    certificates.get(
                            "user-from", Kind.oneOf(List.of(UserFrom.values()), from -> from.spelling), UserFrom.CN),
                    certificates.find("group-from", Kind.oneOf(List.of(GroupFrom.values()), GroupFrom::name)),
                    Ocsp.read(certificates.section("ocsp")));
        }
    }

    /**
     * Asking the authority whether a client's certificate has been revoked (RFC 6960).
     *
     * @param responder whom to ask; if absent, whom the certificate names
     * @param timeout for one question and its answer
     */
    public record Ocsp(Mode mode, Optional<URI> responder, Duration timeout) {

        /** What to do without a good answer. */
        public enum Mode {
            NEVER("never"),
            /** Nobody who can be asked, or no answer in time: the certificate holds. */
            SOFT_FAIL("soft-fail"),
            /** Without the answer that it is good, it does not. */
            HARD_FAIL("hard-fail");

            private final String spelling;

            Mode(String spelling) {
                this.spelling = spelling;
            }
        }

        static Ocsp read(Section ocsp) {
            return new Ocsp(
                    ocsp.get("mode", Kind.oneOf(List.of(Mode.values()), mode -> mode.spelling), Mode.NEVER),
                    ocsp.find("responder", httpUrl()),
                    ocsp.get(
                            "timeout",
                            Kind.duration(Duration.ofMillis(100), Duration.ofSeconds(30)),
                            Duration.ofSeconds(3)));
        }

        private static Kind<URI> httpUrl() {
            return Kind.of("a URL such as http://ocsp.example.test/", Yaml.Type.TEXT, text -> {
                try {
                    URI url = new URI(text);
                    return Optional.of(url)
                            .filter(found -> ("http".equals(found.getScheme()) || "https".equals(found.getScheme()))
                                    && found.getHost() != null);
                } catch (URISyntaxException e) {
                    return Optional.empty();
                }
            });
        }
    }
}
