package io.sallyport.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the gateway proves who it is, and what it asks of clients.
 *
 * @param identities the first is the default; others are chosen by SNI and key type; at least one
 * @param versions at least one
 */
public record Tls(List<Identity> identities, Set<Version> versions, ClientCertificates clientCertificates) {

    public Tls {
        identities = List.copyOf(identities);
        versions = Set.copyOf(versions);
    }

    /**
     * A certificate chain and its private key, both PEM.
     *
     * @param keyPassphraseFile first line of it opens an encrypted key
     */
    public record Identity(Path certificate, Path key, Optional<Path> keyPassphraseFile) {}

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
    }
}
