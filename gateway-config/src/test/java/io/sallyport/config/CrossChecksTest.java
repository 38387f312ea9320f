package io.sallyport.config;

import static io.sallyport.config.ConfigDirectory.MINIMAL;
import static io.sallyport.config.ConfigDirectory.NETWORK;
import static io.sallyport.config.ConfigDirectory.POLICIES;
import static io.sallyport.config.ConfigDirectory.PROFILES;
import static io.sallyport.config.ConfigDirectory.TLS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is right by itself and wrong beside something else, section by section. */
class CrossChecksTest {
    @TempDir
    private Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeDirectory() {
        directory = new ConfigDirectory(temporary);
    }

    @Test
    void theFirstProfileIsTheDefaultWhereNoneSaysSo() {
        GatewayConfig config = directory.config(withProfiles("""
                - {name: staff, policy: office}
                - {name: guests, policy: office, default: false}
                """));

        assertThat(config.defaultProfile().name()).isEqualTo("staff");
        assertThat(config.profiles()).extracting(Profile::isDefault).containsExactly(true, false);
    }

    @Test
    void theProfileThatSaysSoIsTheDefault() {
        GatewayConfig config = directory.config(withProfiles("""
                - {name: staff, policy: office}
                - {name: guests, policy: office, default: true}
                """));

        assertThat(config.defaultProfile().name()).isEqualTo("guests");
        assertThat(config.policyOf(config.defaultProfile()).name()).isEqualTo("office");
    }

    @Test
    void twoDefaultsAreAProblem() {
        assertThat(directory.problems(withProfiles("""
                - {name: staff, policy: office, default: true}
                - {name: guests, policy: office, default: true}
                """)))
                .containsExactly(
                        "5:43: profiles[1].default: found true, expected false (profiles[0] is the default already)");
    }

    @Test
    void theAliasOfAProfileIsItsNameUnlessItHasOne() {
        GatewayConfig config = directory.config(withProfiles("""
                - {name: staff, policy: office}
                - {name: guests, policy: office, alias: Guests}
                """));

        assertThat(config.profiles()).extracting(Profile::alias).containsExactly("staff", "Guests");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: STAFF|5:10: profiles[1].name: found \"STAFF\"|profiles[0].name",
                "name: das-büro|5:10: profiles[1].name: found \"das-büro\"|profiles[0].alias",
                "name: guests, alias: Staff|5:25: profiles[1].alias: found \"Staff\"|profiles[0].name",
                "name: guests, url: /Staff|5:23: profiles[1].url: found \"/Staff\"|profiles[0].url"
            })
    void noProfileIsCalledLikeAnother(String second, String problem, String owner) {
        String first = "- {name: staff, alias: DAS-BÜRO, url: /staff, policy: office}\n";

        assertThat(directory.problems(withProfiles(first + "- {" + second + ", policy: office}\n")))
                .containsExactly(problem + ", expected one of its own in any letter case (" + owner + " is the same)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "' staff'",
                "'staff '",
                "\"\\u00A0staff\"",
                "50%",
                "\"a\\nb\"",
                "\"a\\0\"",
                "\"\\u202Eab\"",
                "\"\\uD800\"",
                "7",
                "true",
                "[a]",
                "~"
            })
    void aNameIsSomethingThatClientsCanSendBack(String name) {
        assertThat(directory.problems(withProfiles("- {name: " + name + ", policy: office}\n")))
                .singleElement()
                .asString()
                .startsWith("4:10: profiles[0].name: found ")
                .endsWith(", expected 1 to 64 printable characters, no % and no space at either end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Gäste und Lieferanten", "客人", "'7'", "a.b/c:d"})
    void aNameMayBeInAnyLanguage(String name) {
        String plain = name.replace("'", "");

        GatewayConfig config = directory.config(withProfiles("- {name: \"" + plain + "\", policy: office}\n"));

        assertThat(config.defaultProfile().name()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "staff",
                "/staff/",
                "//staff",
                "/../x",
                "/a/.",
                "/a b",
                "/a?b",
                "/a%20b",
                "/ä",
                "/auth",
                "/AUTH",
                "/auth/x",
                "/logout",
                "/CSCOSSLC/tunnel",
                "/cscosslc",
                "/+CSCOE+",
                "/CACHE/stc",
                "/1/index",
                "/1",
                "/profiles/x",
                "/svc"
            })
    void aGroupUrlIsAPathThatMeansNothingElse(String url) {
        assertThat(directory.problems(withProfiles("- {name: staff, policy: office, url: '" + url + "'}\n")))
                .singleElement()
                .asString()
                .startsWith("4:38: profiles[0].url: found ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/staff", "/staff/remote", "/a.b_c~d-e", "/authentication", "/...", "/11"})
    void anyOtherPathMayBeAGroupUrl(String url) {
        assertThat(directory
                        .config(withProfiles("- {name: staff, policy: office, url: '" + url + "'}\n"))
                        .defaultProfile()
                        .url())
                .contains(url);
    }

    @Test
    void aProfileNamesAPolicyThatExists() {
        assertThat(directory.problems(TLS + NETWORK + "profiles: [{name: staff, policy: ofice}]\n"
                        + "policies: {office: {}, lab: {}}\n"))
                .containsExactly("3:34: profiles[0].policy: found \"ofice\", expected one of office, lab");
    }

    @Test
    void aPolicyNeedNotBeUsed() {
        assertThat(directory
                        .config(TLS + NETWORK + PROFILES + "policies: {lab: {}, office: {}, spare: {}}\n")
                        .policies()
                        .keySet())
                .containsExactly("lab", "office", "spare");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{port: 443}|{port: 443}|[::]:443",
                "{}|{address: 192.0.2.1}|[::]:443",
                "{address: 0.0.0.0}|{address: 192.0.2.1}|0.0.0.0:443",
                "{address: 192.0.2.1}|{address: 0.0.0.0}|192.0.2.1:443",
                "{address: '2001:db8::1'}|{}|[2001:db8::1]:443"
            })
    void twoListenersDoNotShareAPort(String first, String second, String taken) {
        assertThat(directory.problems(MINIMAL + "listen: [" + first + ", " + second + "]\n"))
                .singleElement()
                .asString()
                .contains("listen[1].port: found ")
                .endsWith(", expected a port that is free (" + taken + " is in this list already)");
    }

    @Test
    void twoListenersDoNotShareAUdpPort() {
        assertThat(directory.problems(MINIMAL + "listen: [{port: 443}, {port: 444, udp-port: 443}]\n"))
                .singleElement()
                .asString()
                .contains("listen[1].udp-port: found 443, expected a port that is free ([::]:443 has it already");
        assertThat(directory
                        .config(MINIMAL + "listen: [{port: 443}, {port: 444, udp-port: 0}]\n")
                        .listen())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{port: 443}|{port: 8443}",
                "{address: 192.0.2.1}|{address: 192.0.2.2}",
                "{address: 0.0.0.0}|{address: '2001:db8::1'}",
                "{port: 0}|{port: 0}"
            })
    void listenersMayShareAnythingElse(String first, String second) {
        assertThat(directory
                        .config(MINIMAL + "listen: [" + first + ", " + second + "]\n")
                        .listen())
                .hasSize(2);
    }

    @Test
    void metricsHaveAPortOfTheirOwn() {
        assertThat(directory.problems(MINIMAL + "metrics: {port: 443}\n"))
                .containsExactly(
                        "5:17: metrics.port: found 443, expected a port that is free ([::]:443 is under listen)");
        assertThat(directory
                        .config(MINIMAL + "metrics: {port: 443}\nlisten: [{address: 192.0.2.1}]\n")
                        .metrics())
                .isEqualTo(new Metrics(InetAddress.ofLiteral("127.0.0.1"), 443));
    }

    @Test
    void aPacketFitsIntoAFrame() {
        assertThat(directory.problems(TLS + NETWORK + PROFILES + "policies: {office: {mtu: 4000}}\n"
                        + "limits: {frame-size: 2KiB}\n"))
                .containsExactly("4:26: policies.office.mtu: found 4000, expected a whole number from 576 to 2048");
    }

    @Test
    void clientCertificatesNeedAuthorities() {
        String identities = "identities: [{certificate: server.pem, key: server-key.pem}]";

        assertThat(directory.problems("tls: {" + identities + ", client-certificates: {request: optional}}\n" + NETWORK
                        + PROFILES + POLICIES))
                .containsExactly(
                        "1:90: tls.client-certificates.authorities: found nothing, expected a file of certificates"
                                + " (or never under request)");
        assertThat(directory
                        .config("tls: {" + identities
                                + ", client-certificates: {request: optional, authorities: clients-ca.pem}}\n" + NETWORK
                                + PROFILES + POLICIES)
                        .tls()
                        .clientCertificates()
                        .authorities())
                .contains(temporary.resolve("clients-ca.pem"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[certificate]", "[certificate, local]", "[multiple-certificate]"})
    void signInByCertificateNeedsAHandshakeThatAsksForOne(String methods) {
        String profiles = "profiles: [{name: staff, policy: office, authenticate: " + methods + "}]\n";
        String request = "client-certificates: {request: optional, authorities: clients-ca.pem}";
        String identities = "identities: [{certificate: server.pem, key: server-key.pem}]";

        assertThat(directory.problems(TLS + NETWORK + profiles + POLICIES))
                .singleElement()
                .asString()
                .startsWith("3:56: profiles[0].authenticate: found a list, expected methods without a certificate"
                        + " (or optional or required under tls.client-certificates.request)");
        assertThat(directory.valid("tls: {" + identities + ", " + request + "}\n" + NETWORK + profiles + POLICIES))
                .isNotNull();
    }

    @Test
    void aCodeAloneNamesNobody() {
        assertThat(directory.problems(TLS + NETWORK
                        + "profiles: [{name: staff, policy: office, authenticate: [totp, local]}]\n" + POLICIES))
                .containsExactly(
                        "3:56: profiles[0].authenticate: found a list, expected a method before totp that names"
                                + " the user");
    }

    @Test
    void theSwitchForCiscoClientsNeedsTls12() {
        String identities = "identities: [{certificate: server.pem, key: server-key.pem}]";

        assertThat(directory.problems("tls: {" + identities + ", versions: [TLSv1.3], cisco-compat: true}\n" + NETWORK
                        + PROFILES + POLICIES))
                .containsExactly(
                        "1:104: tls.cisco-compat: found true, expected false (it needs TLSv1.2 in tls.versions)");
    }

    @Test
    void onePoolIsEnough() {
        assertThat(directory
                        .config(TLS + "network: {ipv6: '2001:db8:77::/64'}\n" + PROFILES + POLICIES)
                        .network()
                        .ipv4())
                .isEmpty();
    }

    private static String withProfiles(String profiles) {
        return TLS + NETWORK + "profiles:\n" + profiles + POLICIES;
    }
}
