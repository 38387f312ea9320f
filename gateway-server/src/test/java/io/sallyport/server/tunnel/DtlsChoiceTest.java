package io.sallyport.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.config.Dtls;
import io.sallyport.config.Dtls.Version;
import io.sallyport.server.tunnel.DtlsChoice.CipherHeader;
import io.sallyport.server.tunnel.DtlsChoice.NamedSuite;
import io.sallyport.server.tunnel.DtlsChoice.Versions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every combination of what a client lists, what its TLS connection can and what is allowed. */
class DtlsChoiceTest {
    private static final List<String> CIPHERS =
            List.of("PSK-NEGOTIATE", "OC-DTLS1_2-AES256-GCM", "AES128-SHA", "DES-CBC3-SHA");
    private static final List<String> CIPHERS_12 = List.of("ECDHE-RSA-AES128-GCM-SHA256", "UNHEARD-OF");

    @Test
    void followsTheOrderOfWorthInEveryCase() {
        int cases = 0;
        for (int list = 0; list < 1 << CIPHERS.size(); list++) {
            for (int list12 = 0; list12 < 1 << CIPHERS_12.size(); list12++) {
                for (int allowed = 1; allowed < 1 << Version.values().length; allowed++) {
                    for (boolean secret : new boolean[] {false, true}) {
                        for (boolean exporter : new boolean[] {false, true}) {
                            check(
                                    subset(CIPHERS, list),
                                    subset(CIPHERS_12, list12),
                                    secret,
                                    exporter,
                                    versions(allowed));
                            cases++;
                        }
                    }
                }
            }
        }
        assertThat(cases).isEqualTo(16 * 4 * 7 * 2 * 2);
    }

    private static void check(
            List<String> ciphers, List<String> ciphers12, boolean secret, boolean exporter, Set<Version> versions) {
        Optional<DtlsChoice> choice = choose(ciphers, ciphers12, secret, exporter, versions);

        boolean current = versions.contains(Version.DTLS_1_2);
        boolean old = versions.contains(Version.CISCO_0_9) || versions.contains(Version.DTLS_1_0);
        if (current && exporter && ciphers.contains("PSK-NEGOTIATE")) {
            assertThat(choice).contains(new DtlsChoice.PskNegotiated());
        } else if (current && secret && ciphers12.contains("ECDHE-RSA-AES128-GCM-SHA256")) {
            assertThat(choice)
                    .contains(new DtlsChoice.Resumed(
                            new NamedSuite("ECDHE-RSA-AES128-GCM-SHA256", 0xC02F), CipherHeader.X_DTLS12_CIPHER_SUITE));
        } else if (current && secret && ciphers.contains("OC-DTLS1_2-AES256-GCM")) {
            assertThat(choice)
                    .contains(new DtlsChoice.Resumed(
                            new NamedSuite("OC-DTLS1_2-AES256-GCM", 0x009D), CipherHeader.X_DTLS_CIPHER_SUITE));
        } else if (old && secret && ciphers.contains("AES128-SHA")) {
            assertThat(choice).contains(new DtlsChoice.Legacy(new NamedSuite("AES128-SHA", 0x002F), legacy(versions)));
        } else {
            assertThat(choice).isEmpty();
        }
    }

    private static Versions legacy(Set<Version> versions) {
        if (!versions.contains(Version.DTLS_1_0)) {
            return Versions.CISCO_0_9;
        }
        return versions.contains(Version.CISCO_0_9) ? Versions.BOTH : Versions.DTLS_1_0;
    }

    @ParameterizedTest
    @CsvSource({
        "AES128-SHA:AES256-SHA, AES256-SHA",
        "DHE-RSA-AES256-SHA:AES128-SHA, DHE-RSA-AES256-SHA",
        "DES-CBC-SHA:DHE-RSA-AES128-SHA, DHE-RSA-AES128-SHA"
    })
    void prefersTheLongerKeyAmongTheOldSuites(String offered, String chosen) {
        assertThat(choose(List.of(offered.split(":", -1)), List.of(), true, true, Set.of(Version.values())))
                .get()
                .isInstanceOfSatisfying(
                        DtlsChoice.Legacy.class,
                        legacy -> assertThat(legacy.suite().name()).isEqualTo(chosen));
    }

    @Test
    void prefersAnAuthenticatedCipherWhateverTheClientPrefers() {
        assertThat(choose(List.of(), List.of("AES256-SHA", "AES256-SHA256", "AES128-GCM-SHA256"), true, true, all()))
                .contains(new DtlsChoice.Resumed(
                        new NamedSuite("AES128-GCM-SHA256", 0x009C), CipherHeader.X_DTLS12_CIPHER_SUITE));
    }

    @ParameterizedTest
    @MethodSource
    void everySuiteThatIsNamedHasAProtection(NamedSuite suite) {
        assertThat(suite.protection().keyBlockLength()).isPositive();
    }

    static List<NamedSuite> everySuiteThatIsNamedHasAProtection() {
        return List.of(SuiteNames.DTLS12, SuiteNames.OPENCONNECT, SuiteNames.LEGACY).stream()
                .flatMap(List::stream)
                .toList();
    }

    private static Optional<DtlsChoice> choose(
            List<String> ciphers, List<String> ciphers12, boolean secret, boolean exporter, Set<Version> versions) {
        return DtlsChoice.of(
                new TunnelRequest.Dtls(
                        ciphers,
                        ciphers12,
                        secret ? Optional.of(new DtlsSecret(new byte[48])) : Optional.empty(),
                        List.of()),
                exporter,
                new Dtls(versions, false));
    }

    private static Set<Version> all() {
        return EnumSet.allOf(Version.class);
    }

    private static Set<Version> versions(int bits) {
        return Set.copyOf(subset(List.of(Version.values()), bits));
    }

    private static <T> List<T> subset(List<T> all, int bits) {
        return all.stream().filter(item -> (bits & 1 << all.indexOf(item)) != 0).toList();
    }
}
