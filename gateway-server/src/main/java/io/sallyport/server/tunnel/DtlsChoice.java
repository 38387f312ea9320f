package io.sallyport.server.tunnel;

import io.sallyport.config.Dtls;
import io.sallyport.dataplane.dtls.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which DTLS a client gets, out of what it says that it can. Pure: no keys are made here.
 *
 * <p>Tried in the order of the records, which is the order of their worth.
 */
public sealed interface DtlsChoice {
    /** A handshake of its own, with a key from the TLS connection; suite and protection are agreed on in it. */
    record PskNegotiated() implements DtlsChoice {}

    /** DTLS 1.2 that resumes a session which never was: id and master secret have come with CONNECT. */
    record Resumed(NamedSuite suite, CipherHeader header) implements DtlsChoice {}

    /**
     * Cisco's DTLS 0.9, or DTLS 1.0 if the client's first message says so; resumed as well.
     *
     * @param versions of those two that are allowed
     */
    record Legacy(NamedSuite suite, Versions versions) implements DtlsChoice {}

    /** The header that lists the client's suites, and names the one chosen. */
    enum CipherHeader {
        X_DTLS_CIPHER_SUITE("X-DTLS-CipherSuite"),
        X_DTLS12_CIPHER_SUITE("X-DTLS12-CipherSuite");

        private final String text;

        CipherHeader(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Which of the old versions a client may speak. */
    enum Versions {
        CISCO_0_9,
        DTLS_1_0,
        BOTH
    }

    /**
     * A cipher suite by the name that clients give it, OpenSSL's or openconnect's.
     *
     * @param number in IANA's registry
     */
    record NamedSuite(String name, int number) {
        /** What it does to a record; key exchange never takes place. */
        public Protection protection() {
            return Protection.ofSuite(number).orElseThrow();
        }
    }

    /** How openconnect asks for {@link PskNegotiated}. */
    String PSK_NEGOTIATE = "PSK-NEGOTIATE";

    /**
     * What a client is offered; empty if there is nothing that it and we can.
     *
     * @param hasExporter whether its TLS connection can give a key to both ends
     */
    static Optional<DtlsChoice> of(TunnelRequest.Dtls request, boolean hasExporter, Dtls allowed) {
        boolean current = allowed.versions().contains(Dtls.Version.DTLS_1_2);
        if (current && hasExporter && request.ciphers().contains(PSK_NEGOTIATE)) {
            return Optional.of(new PskNegotiated());
        }
        if (request.masterSecret().isEmpty()) {
            return Optional.empty();
        }
        List<DtlsChoice> choices = new ArrayList<>();
        if (current) {
            best(SuiteNames.DTLS12, request.ciphers12())
                    .ifPresent(suite -> choices.add(new Resumed(suite, CipherHeader.X_DTLS12_CIPHER_SUITE)));
            best(SuiteNames.OPENCONNECT, request.ciphers())
                    .ifPresent(suite -> choices.add(new Resumed(suite, CipherHeader.X_DTLS_CIPHER_SUITE)));
        }
        legacyVersions(allowed)
                .ifPresent(versions -> best(SuiteNames.LEGACY, request.ciphers())
                        .ifPresent(suite -> choices.add(new Legacy(suite, versions))));
        return choices.stream().findFirst();
    }

    private static Optional<NamedSuite> best(List<NamedSuite> ours, List<String> theirs) {
        return ours.stream().filter(suite -> theirs.contains(suite.name())).findFirst();
    }

    private static Optional<Versions> legacyVersions(Dtls allowed) {
        boolean cisco = allowed.versions().contains(Dtls.Version.CISCO_0_9);
        boolean standard = allowed.versions().contains(Dtls.Version.DTLS_1_0);
        if (cisco && standard) {
            return Optional.of(Versions.BOTH);
        }
        if (cisco) {
            return Optional.of(Versions.CISCO_0_9);
        }
        return standard ? Optional.of(Versions.DTLS_1_0) : Optional.empty();
    }
}
