package io.sallyport.config;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What DTLS clients are offered, where a listener has a UDP port and the policy allows it.
 *
 * @param versions at least one, oldest first
 * @param helloVerify whether a client has to show that it hears us before a handshake begins; it knows a secret session id
 *     already, so this costs a round trip and protects from little
 */
public record Dtls(Set<Version> versions, boolean helloVerify) {

    public Dtls {
        versions = Collections.unmodifiableSet(EnumSet.copyOf(versions));
    }

    static Dtls read(Section dtls) {
        return new Dtls(
                EnumSet.copyOf(dtls.someOf(
                        "versions",
                        Kind.oneOf(List.of(Version.values()), Version::protocol),
                        List.of(Version.CISCO_0_9, Version.DTLS_1_2))),
                dtls.get("hello-verify", Kind.flag(), false));
    }

    /** A protocol version. */
    public enum Version {
        /** What Cisco took from OpenSSL before DTLS was a standard; on the wire 0x0100. */
        CISCO_0_9("DTLSv0.9"),
        DTLS_1_0("DTLSv1.0"),
        DTLS_1_2("DTLSv1.2");

        private final String protocol;

        Version(String protocol) {
            this.protocol = protocol;
        }

        /** The name that the configuration file uses. */
        public String protocol() {
            return protocol;
        }
    }
}
