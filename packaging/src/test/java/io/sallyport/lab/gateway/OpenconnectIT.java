package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Credentials;
import io.sallyport.lab.Deadline;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.EachRelease;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.Output;
import io.sallyport.lab.Signal;
import io.sallyport.lab.TargetHost;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import io.sallyport.lab.TunnelFacts;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a user of openconnect does in a day: sign in, work, lose the network, come back, leave. */
@NeedsLab(programs = {"openconnect", "ping", "curl"})
class OpenconnectIT {
    private static final Credentials MALLORY = new Credentials("alice", "looking-glass");
    private static final List<InetAddress> TARGETS = List.of(Topology.TARGET_IPV4, Topology.TARGET_IPV6);
    private static final long TWO_HUNDRED_MEGABYTES = 200_000_000;
    private static final long THIRTY_MEGABYTES = 30_000_000;

    /** A second profile whose users reach the target and nothing else. */
    private static final String FIELD_PROFILE = """
              - name: field
                alias: Field service
                authenticate: [local]
                policy: travel
            policies:
              travel:
                split-include: [198.18.2.10/32, 2001:db8:2::10/128]
                simultaneous-sessions: 0
            """;

    private static Site site;

    @BeforeAll
    static void open() {
        site = Site.open(configuration -> configuration.replace("policies:\n", FIELD_PROFILE), ALICE);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @EachRelease
    void theRightPasswordLeadsToTheTargetInBothFamilies(DebianRelease release) {
        try (Openconnect client = client(release, "Staff").user(ALICE).connect(SOON)) {
            assertThat(client.tunnel().ipv4().orElse("")).startsWith("192.0.2.");
            assertThat(client.tunnel().ipv6().orElse("")).startsWith("2001:db8:77:");
            assertThat(client.tunnel().mtu()).isBetween(1280, 1406);
            assertThat(client.tunnel().value("CISCO_BANNER")).hasValue("Authorised use only");
            for (InetAddress target : TARGETS) {
                assertThatTargetAnswers(target);
                assertThat(site.topology()
                                .client1()
                                .run("curl", "-s", TargetHost.url(target))
                                .out())
                        .isEqualTo(TargetHost.fetchPage(site.topology().gateway(), target));
            }
        }
    }

    @EachRelease
    void aWrongPasswordIsToldToTheUserAndGivesNoTunnel(DebianRelease release) {
        Output output = client(release, "Staff").user(MALLORY).run(SOON);

        assertThat(output.ok()).isFalse();
        assertThat(output.err()).contains("Login failed.");
    }

    @EachRelease
    void theGroupThatTheUserChoosesDecidesThePolicy(DebianRelease release) {
        try (Openconnect client = client(release, "Field service").user(ALICE).connect(SOON)) {
            assertThatSessionIsOf(client, "field", "travel");
            assertThat(routesOf(client, "-4")).containsExactly("198.18.2.10");
            assertThat(routesOf(client, "-6")).containsExactly("2001:db8:2::10");
        }
        try (Openconnect client = client(release, "Staff").user(ALICE).connect(SOON)) {
            assertThatSessionIsOf(client, "staff", "office");
            assertThat(routesOf(client, "-4")).containsExactly("198.18.2.0/24");
            assertThat(routesOf(client, "-6")).containsExactly("2001:db8:2::/64");
        }
    }

    @EachRelease
    void twoHundredMegabytesArriveUnchangedInEitherDirection(DebianRelease release) {
        try (Openconnect _ = client(release, "Staff").user(ALICE).connect(SOON)) {
            for (Transfer.Direction direction : Transfer.Direction.values()) {
                assertThatAllArrives(direction, Topology.TARGET_IPV4, TWO_HUNDRED_MEGABYTES);
                assertThatAllArrives(direction, Topology.TARGET_IPV6, THIRTY_MEGABYTES);
            }
        }
    }

    @EachRelease
    void aClientThatIsToldToReconnectKeepsItsAddresses(DebianRelease release) {
        try (Openconnect client = client(release, "Staff").user(ALICE).connect(SOON)) {
            TunnelFacts before = client.tunnel();
            String id = site.sessionOf(client).path("id").asString();
            long mark = client.process().mark();
            client.process().signal(Signal.USR2);

            TunnelFacts after = client.awaitReconnect(mark, SOON);

            assertThat(after.reason()).isEqualTo("reconnect");
            assertThat(after.ipv4()).isEqualTo(before.ipv4());
            assertThat(after.ipv6()).isEqualTo(before.ipv6());
            assertThat(site.sessionOf(client).path("id").asString()).isEqualTo(id);
            TARGETS.forEach(OpenconnectIT::assertThatTargetAnswers);
        }
    }

    @EachRelease
    void aCookieOpensTheTunnelWithoutAPasswordAndAgainWithTheSameAddresses(DebianRelease release) {
        String cookie = client(release, "Staff").user(ALICE).fetchCookie();
        TunnelFacts first;
        try (Openconnect client = site.client(release).cookie(cookie).connect(SOON)) {
            first = client.tunnel();
        }

        try (Openconnect client = site.client(release).cookie(cookie).connect(SOON)) {
            assertThat(client.tunnel().ipv4()).isPresent().isEqualTo(first.ipv4());
            assertThat(client.tunnel().ipv6()).isPresent().isEqualTo(first.ipv6());
            assertThatTargetAnswers(Topology.TARGET_IPV4);
        }
    }

    /** After some seconds, that is, as Cisco's clients say goodbye and come back at once. Both clients leave together. */
    @Test
    void aGoodbyeEndsTheSessionAndKillsItsCookie() {
        List<DebianRelease> releases = EachRelease.Releases.there("OpenconnectIT.aGoodbyeEndsTheSession");
        List<String> cookies = releases.stream()
                .map(release -> client(release, "Staff").user(ALICE).fetchCookie())
                .toList();
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < cookies.size(); i++) {
            try (Openconnect client =
                    site.client(releases.get(i)).cookie(cookies.get(i)).connect(SOON)) {
                sessions.add(site.sessionOf(client).path("id").asString());
                client.process().signal(Signal.INT);
                client.process().awaitExit(SOON);
            }
        }

        Deadline.in(SOON)
                .await(
                        "the end of " + sessions,
                        () -> sessions.stream()
                                .allMatch(session -> site.session(session).isEmpty()));

        for (int i = 0; i < cookies.size(); i++) {
            Output again = site.client(releases.get(i)).cookie(cookies.get(i)).run(SOON);
            assertThat(again.ok()).isFalse();
            assertThat(again.out() + again.err()).contains("401").contains("Cookie");
        }
    }

    /** Where there is a choice, a client that cannot ask its user has to be told. */
    private static Openconnect.Invocation client(DebianRelease release, String group) {
        return site.client(release).option("--authgroup=" + group);
    }

    private static void assertThatSessionIsOf(Openconnect client, String profile, String policy) {
        JsonNode session =
                site.json("session", site.sessionOf(client).path("id").asString());
        assertThat(session.path("profile").asString()).isEqualTo(profile);
        assertThat(session.path("policy").asString()).isEqualTo(policy);
    }

    private static void assertThatTargetAnswers(InetAddress target) {
        assertThat(site.topology().client1().run("ping", "-c2", "-i0.2", "-w5", target.getHostAddress()))
                .matches(Output::ok);
    }

    private static void assertThatAllArrives(Transfer.Direction direction, InetAddress target, long count) {
        Transfer transfer = new Transfer(direction, target, count, count, Transfer.Check.SHA_256);

        Transfer.Result result = transfer.run(site.topology().client1());

        assertThat(result.bytes()).isEqualTo(count);
        assertThat(result.sha256()).isEqualTo(transfer.expectedSha256());
    }

    /** Destinations that the client's machine sends through the tunnel, its own addresses apart. */
    private static List<String> routesOf(Openconnect client, String family) {
        return site.topology()
                .client1()
                .run("ip", family, "route", "show", "dev", client.tunnel().device())
                .orFail()
                .out()
                .lines()
                .map(line -> line.split(" ", -1)[0])
                .filter(destination -> !destination.startsWith("2001:db8:77:") && !destination.startsWith("fe80:"))
                .toList();
    }
}
