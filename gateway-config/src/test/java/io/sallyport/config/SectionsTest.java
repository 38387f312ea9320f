package io.sallyport.config;

import static io.sallyport.config.ConfigDirectory.MINIMAL;
import static io.sallyport.config.ConfigDirectory.NETWORK;
import static io.sallyport.config.ConfigDirectory.PROFILES;
import static io.sallyport.config.ConfigDirectory.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single keys come to as values. */
class SectionsTest {
    @TempDir
    private Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeDirectory() {
        directory = new ConfigDirectory(temporary);
    }

    @Test
    void aPolicyHoldsWhatTheFileSays() {
        Policy policy = policy("""
                banner: |
                  Authorised use only.
                  ¡Bienvenidos!
                split-include: [198.18.2.0/24, "2001:db8:2::/64"]
                split-exclude: [0.0.0.0/32]
                dns: [198.18.2.53]
                split-dns: [example.test]
                tunnel-all-dns: true
                default-domain: example.test
                mtu: 1300
                dpd: 1m
                keepalive: 0s
                rekey: {after: 1h, method: new-tunnel}
                idle-timeout: 0s
                session-timeout: 8h
                disconnected-timeout: 1d
                simultaneous-sessions: 0
                dtls: false
                compression: true
                """);

        assertThat(policy.banner()).contains("Authorised use only.\n¡Bienvenidos!");
        assertThat(policy.splitInclude())
                .extracting(IpPrefix::toString)
                .containsExactly("198.18.2.0/24", "2001:db8:2::/64");
        assertThat(policy.splitExclude()).extracting(IpPrefix::toString).containsExactly("0.0.0.0/32");
        assertThat(policy.dns()).extracting(IpLiteral::format).containsExactly("198.18.2.53");
        assertThat(policy.splitDns()).containsExactly("example.test");
        assertThat(policy.tunnelAllDns()).isTrue();
        assertThat(policy.defaultDomain()).containsExactly("example.test");
        assertThat(policy.mtu()).isEqualTo(1300);
        assertThat(policy.dpd()).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.keepalive()).isZero();
        assertThat(policy.rekeyAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(policy.idleTimeout()).isZero();
        assertThat(policy.sessionTimeout()).isEqualTo(Duration.ofHours(8));
        assertThat(policy.disconnectedTimeout()).isEqualTo(Duration.ofDays(1));
        assertThat(policy.simultaneousSessions()).isZero();
        assertThat(policy.dtls()).isFalse();
        assertThat(policy.compression()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}|443", "{port: 8443}|8443", "{port: 0}|0", "{udp-port: 0}|0", "{udp-port: 500}|500"})
    void dtlsIsServedOnTheNumberOfTheTcpPort(String listen, int udpPort) {
        assertThat(directory.config(MINIMAL + "listen: [" + listen + "]\n").listen())
                .singleElement()
                .extracting(Listen::udpPort)
                .isEqualTo(udpPort);
    }

    @Test
    void currentDtlsAndCiscosOldestAreOffered() {
        assertThat(directory.config(MINIMAL).dtls())
                .isEqualTo(new Dtls(Set.of(Dtls.Version.CISCO_0_9, Dtls.Version.DTLS_1_2), false));
        assertThat(directory
                        .config(MINIMAL + "dtls: {versions: [DTLSv1.0], hello-verify: true}\n")
                        .dtls())
                .isEqualTo(new Dtls(Set.of(Dtls.Version.DTLS_1_0), true));
    }

    @Test
    void anEmptyBannerIsNone() {
        assertThat(policy("banner: ''\n").banner()).isEmpty();
        assertThat(policy("banner: \"\\n\"\n").banner()).isEmpty();
    }

    @Test
    void aDefaultDomainMayBeAList() {
        assertThat(policy("default-domain: [a.test, b.test]\n").defaultDomain()).containsExactly("a.test", "b.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "example..test",
                ".test",
                "-a.test",
                "a-.test",
                "a b",
                "\"a.test\\r\\nX-Header: b\"",
                "exämple.test"
            })
    void aDomainIsSafeInAHeader(String domain) {
        assertThat(directory.problems(withPolicy("default-domain: " + domain + "\n")))
                .singleElement()
                .asString()
                .startsWith("6:21: policies.office.default-domain: found ")
                .endsWith(", expected a domain such as example.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\\eb\"", "\"a\\0\"", "\"\\uD800\"", "\"\\uFFFF\""})
    void aBannerHoldsNothingThatXmlCannot(String banner) {
        assertThat(directory.problems(withPolicy("banner: " + banner + "\n")))
                .singleElement()
                .asString()
                .contains("policies.office.banner");
    }

    @Test
    void aBannerIsBounded() {
        assertThat(policy("banner: '" + "ä".repeat(2000) + "'\n").banner()).isPresent();
        assertThat(directory.problems(withPolicy("banner: '" + "ä".repeat(2001) + "'\n")))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:mem:test, jdbc:h2:mem:test",
        "jdbc:h2:file:~/sallyport, jdbc:h2:file:~/sallyport",
        "jdbc:postgresql://db.example.test/sallyport?user=u, jdbc:postgresql://db.example.test/sallyport?user=u",
        "jdbc:postgresql:sallyport, jdbc:postgresql:sallyport"
    })
    void theStoreIsH2OrPostgresql(String url, String expected) {
        assertThat(directory
                        .config(MINIMAL + "store: {url: '" + url + "'}\n")
                        .store()
                        .url())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:",
                "jdbc:h2:file:;CIPHER=AES",
                "jdbc:h2:mem:",
                "jdbc:h2:tcp://host/x",
                "jdbc:h2:/x",
                "jdbc:postgresql:",
                "postgresql://host/x",
                "JDBC:H2:FILE:/x",
                "/var/lib/x",
                ""
            })
    void anythingElseIsNoStore(String url) {
        assertThat(directory.problems(MINIMAL + "store: {url: '" + url + "'}\n"))
                .singleElement()
                .asString()
                .startsWith("5:14: store.url: found ");
    }

    @Test
    void aStoreShowsNoCredentials() {
        assertThat(new Store("jdbc:postgresql://u:hunter2@db/x?password=hunter2"))
                .hasToString("jdbc:postgresql://***@db/x");
        assertThat(new Store("jdbc:h2:file:/x;PASSWORD=hunter2")).hasToString("jdbc:h2:file:/x");
    }

    @Test
    void downloadsStartWhereTheFileLies() {
        GatewayConfig config = directory.config(TLS + NETWORK + PROFILES
                + "policies: {office: {client-profile: office.xml}}\n"
                + "downloads: {profiles: {office.xml: office.xml}, packages: not-there-yet}\n");

        assertThat(config.policyOf(config.defaultProfile()).clientProfile()).contains("office.xml");
        assertThat(config.downloads().profiles()).containsEntry("office.xml", temporary.resolve("office.xml"));
        assertThat(config.downloads().packages()).contains(temporary.resolve("not-there-yet"));
        assertThat(directory.config(MINIMAL).downloads().packages()).isEmpty();
    }

    @Test
    void aPolicyCannotNameAProfileWhereThereIsNone() {
        assertThat(directory.problems(TLS + NETWORK + PROFILES + "policies: {office: {client-profile: office.xml}}\n"))
                .containsExactly("4:37: policies.office.client-profile: found \"office.xml\","
                        + " expected no such key (downloads.profiles is empty)");
    }

    @Test
    void passwordsAreCheckedOnePerCoreUnlessTheFileSaysHowMany() {
        assertThat(directory.config(MINIMAL).limits().passwordChecks())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(directory
                        .config(MINIMAL + "limits: {password-checks: 3}\n")
                        .limits()
                        .passwordChecks())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "-1", "1000001", "1.5", "'80'", "[80]"})
    void pointsForABanAreZeroOrEnoughForOneOffence(String after) {
        assertThat(directory.problems(MINIMAL + "bans: {after: " + after + "}\n"))
                .singleElement()
                .asString()
                .endsWith("expected 0 (no bans) or points from 10 to 1000000 (a wrong password is 10)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'tun 0'", "''", "sixteen-letters-", "'a/b'", "'.'", "'..'", "тун"})
    void aDeviceHasANameThatTheKernelTakes(String device) {
        assertThat(directory.problems(TLS + "network: {ipv4: 192.0.2.0/24, device: " + device + "}\n" + PROFILES
                        + "policies: {office: {}}\n"))
                .singleElement()
                .asString()
                .contains("network.device: found ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ipv4: 192.0.2.0/31",
                "ipv4: 10.0.0.0/7",
                "ipv4: '2001:db8::/64'",
                "ipv4: 127.0.0.0/8",
                "ipv4: 224.0.0.0/8",
                "ipv4: 169.254.0.0/16",
                "ipv6: '2001:db8::/47'",
                "ipv6: '2001:db8::/121'",
                "ipv6: 'fe80::/64'",
                "ipv6: 'ff00::/64'",
                "ipv6: 192.0.2.0/24"
            })
    void aPoolIsARangeOfAddressesForHosts(String pool) {
        assertThat(directory.problems(TLS + "network: {" + pool + "}\n" + PROFILES + "policies: {office: {}}\n"))
                .singleElement()
                .asString()
                .contains(", expected a network of clients from /");
    }

    @Test
    void aSocketHasAPathThatTheKernelTakes() {
        String name = "x".repeat(108);

        assertThat(directory.problems(MINIMAL + "control: {socket: /" + name + "}\n"))
                .singleElement()
                .asString()
                .endsWith(", expected a path of at most 107 bytes, made absolute");
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent.pem", "'.'", "\"a\\0b\"", "''", "5"})
    void aFileThatIsNamedIsThere(String key) {
        assertThat(directory.problems("tls: {identities: [{certificate: server.pem, key: " + key + "}]}\n" + NETWORK
                        + PROFILES + "policies: {office: {}}\n"))
                .singleElement()
                .asString()
                .startsWith("1:51: tls.identities[0].key: found ");
    }

    @Test
    void clientsThatAreAskedForACertificateGetTls12IfTheyNeedIt() {
        Tls.Identity identity = new Tls.Identity(Path.of("a"), Path.of("b"), Optional.empty());
        Set<Tls.Version> both = Set.of(Tls.Version.TLS_1_3, Tls.Version.TLS_1_2);
        Tls.ClientCertificates none = directory.config(MINIMAL).tls().clientCertificates();
        Tls.ClientCertificates asked = directory
                .config(withClientCertificates("request: optional, authorities: clients-ca.pem"))
                .tls()
                .clientCertificates();

        assertThat(new Tls(List.of(identity), both, true, Tls.Legacy.REFUSED, asked).offeredVersions())
                .containsExactly(Tls.Version.TLS_1_2);
        assertThat(new Tls(List.of(identity), both, true, Tls.Legacy.REFUSED, none).offeredVersions())
                .containsExactly(Tls.Version.TLS_1_2, Tls.Version.TLS_1_3);
        assertThat(new Tls(List.of(identity), both, false, Tls.Legacy.REFUSED, asked).offeredVersions())
                .containsExactly(Tls.Version.TLS_1_2, Tls.Version.TLS_1_3);
    }

    @Test
    void aCertificateSaysWhoAndWhetherItHolds() {
        Tls.ClientCertificates defaults = directory
                .config(withClientCertificates("request: optional, authorities: clients-ca.pem"))
                .tls()
                .clientCertificates();
        Tls.ClientCertificates all = directory
                .config(withClientCertificates("request: required, authorities: clients-ca.pem, crl: clients-crl.pem,"
                        + " user-from: 'SAN:upn', group-from: O,"
                        + " ocsp: {mode: hard-fail, responder: 'http://ocsp.example.test:8080/x', timeout: 500ms}"))
                .tls()
                .clientCertificates();

        assertThat(defaults.crls()).isEmpty();
        assertThat(defaults.userFrom()).isEqualTo(Tls.ClientCertificates.UserFrom.CN);
        assertThat(defaults.groupFrom()).isEmpty();
        assertThat(defaults.ocsp())
                .isEqualTo(new Tls.Ocsp(Tls.Ocsp.Mode.NEVER, Optional.empty(), Duration.ofSeconds(3)));
        assertThat(all.crls()).containsExactly(directory.path().resolve("clients-crl.pem"));
        assertThat(all.userFrom()).isEqualTo(Tls.ClientCertificates.UserFrom.SAN_UPN);
        assertThat(all.groupFrom()).contains(Tls.ClientCertificates.GroupFrom.O);
        assertThat(all.ocsp())
                .isEqualTo(new Tls.Ocsp(
                        Tls.Ocsp.Mode.HARD_FAIL,
                        Optional.of(URI.create("http://ocsp.example.test:8080/x")),
                        Duration.ofMillis(500)));
    }

    @Test
    void whatIsReadCannotBeChanged() {
        GatewayConfig config = directory.config(MINIMAL);

        assertThatThrownBy(() -> config.policies().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.profiles().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.tls().versions().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private Policy policy(String keys) {
        GatewayConfig config = directory.config(withPolicy(keys));
        return config.policyOf(config.defaultProfile());
    }

    private static String withClientCertificates(String keys) {
        return "tls: {identities: [{certificate: server.pem, key: server-key.pem}], client-certificates: {" + keys
                + "}}\n" + NETWORK + PROFILES + "policies: {office: {}}\n";
    }

    private static String withPolicy(String keys) {
        return TLS + NETWORK + PROFILES + "policies:\n  office:\n" + keys.indent(4);
    }
}
