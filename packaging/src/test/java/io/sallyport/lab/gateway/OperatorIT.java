package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.BOB;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.Output;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The verbs of the command line, asked of a gateway with real clients; JSON in the words of its documentation. */
@NeedsLab(programs = {"openconnect", "curl"})
class OperatorIT {
    private static final long MEGABYTE = 1_000_000;

    private static Site site;

    @BeforeAll
    static void open() {
        site = Site.open(ALICE, BOB);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void aSessionIsDescribedInTheWordsOfTheDocumentation() {
        try (Openconnect client = connect()) {
            JsonNode listed = listed(client);

            JsonNode session = site.json("session", listed.path("id").asString());

            assertThat(session.propertyNames())
                    .contains(
                            "id",
                            "user",
                            "profile",
                            "policy",
                            "remote",
                            "ipv4",
                            "ipv6",
                            "agent",
                            "channel",
                            "since",
                            "bytes-in",
                            "bytes-out");
            assertThat(session.path("user").asString()).isEqualTo("alice");
            assertThat(session.path("profile").asString()).isEqualTo("staff");
            assertThat(session.path("policy").asString()).isEqualTo("office");
            assertThat(session.path("remote").asString()).matches("198\\.18\\.1\\.11:\\d+");
            assertThat(session.path("ipv4").asString())
                    .isEqualTo(client.tunnel().ipv4().orElseThrow());
            assertThat(session.path("ipv6").asString())
                    .isEqualTo(client.tunnel().ipv6().orElseThrow());
            assertThat(session.path("agent").asString()).startsWith("Open AnyConnect VPN Agent v9.");
            assertThat(session.path("channel").asString()).isEqualTo("tls");
            assertThat(listed.path("remote")).isEqualTo(session.path("remote"));
        }
    }

    @Test
    void bytesAreCountedInEitherDirection() {
        try (Openconnect client = connect()) {
            String id = site.sessionOf(client).path("id").asString();
            for (Transfer.Direction direction : Transfer.Direction.values()) {
                new Transfer(direction, Topology.TARGET_IPV4, MEGABYTE, 1, Transfer.Check.COUNT)
                        .run(site.topology().client1());
            }

            JsonNode session = site.json("session", id);

            assertThat(session.path("bytes-in").asLong()).isBetween(MEGABYTE, 2 * MEGABYTE);
            assertThat(session.path("bytes-out").asLong()).isBetween(MEGABYTE, 2 * MEGABYTE);
        }
    }

    @Test
    void theStatusSaysHowTheGatewayIs() {
        try (Openconnect _ = connect()) {
            JsonNode status = site.json("status");

            assertThat(status.path("state").asString()).isEqualTo("ready");
            assertThat(status.path("store").asString()).isEqualTo("ok");
            assertThat(status.path("tunnels").asInt()).isPositive();
            assertThat(status.path("sessions").asInt()).isPositive();
            assertThat(status.path("listen").path(0).asString()).isEqualTo("[::]:443");
            assertThat(status.path("config").asString())
                    .isEqualTo(site.gateway().configuration().toString());
            assertThat(status.path("pools")
                            .valueStream()
                            .map(pool -> pool.path("network").asString()))
                    .containsExactly("192.0.2.0/24", "2001:db8:77::/64");
        }
    }

    @Test
    void aDisconnectedClientGoesButItsCookieStays() {
        String cookie = site.client(DebianRelease.DEBIAN_12).user(ALICE).fetchCookie();
        String id;
        try (Openconnect client =
                site.client(DebianRelease.DEBIAN_12).cookie(cookie).connect(SOON)) {
            id = site.sessionOf(client).path("id").asString();

            JsonNode done = site.json("disconnect", id);

            assertThat(done.path("count").asInt()).isEqualTo(1);
            client.process().awaitExit(SOON);
            assertThat(client.process().output()).contains("Disconnected by the administrator.");
            assertThat(site.session(id).orElseThrow().has("channel")).isFalse();
        }
        try (Openconnect again =
                site.client(DebianRelease.DEBIAN_12).cookie(cookie).connect(SOON)) {
            assertThat(site.sessionOf(again).path("id").asString()).isEqualTo(id);
        }
    }

    @Test
    void aTerminatedSessionIsGoneAndItsCookieIsDeadAtOnce() {
        String cookie = site.client(DebianRelease.DEBIAN_12).user(BOB).fetchCookie();
        try (Openconnect client =
                site.client(DebianRelease.DEBIAN_12).cookie(cookie).connect(SOON)) {
            String id = site.sessionOf(client).path("id").asString();

            JsonNode done = site.json("terminate", "--user", "bob");

            assertThat(done.path("count").asInt()).isEqualTo(1);
            client.process().awaitExit(SOON);
            assertThat(site.session(id)).isEmpty();
        }
        Output again = site.client(DebianRelease.DEBIAN_12).cookie(cookie).run(SOON);
        assertThat(again.ok()).isFalse();
        assertThat(again.out() + again.err()).contains("401");
    }

    @Test
    void whatIsNotThereIsSaidInOneLine() {
        for (String verb : List.of("session", "disconnect", "terminate")) {
            Output output = site.verb(verb, "nobody");

            assertThat(output.exit()).isEqualTo(1);
            assertThat(output.out()).isEmpty();
            assertThat(output.err().lines()).singleElement().asString().startsWith("sallyport: no ");
        }
    }

    private static JsonNode listed(Openconnect client) {
        return site.json("sessions")
                .valueStream()
                .filter(session -> session.path("ipv4")
                        .asString()
                        .equals(client.tunnel().ipv4().orElseThrow()))
                .findFirst()
                .orElseThrow();
    }

    private static Openconnect connect() {
        return site.client(DebianRelease.DEBIAN_12).user(ALICE).connect(SOON);
    }
}
