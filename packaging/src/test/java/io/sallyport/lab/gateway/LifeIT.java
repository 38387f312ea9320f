package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Deadline;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.Identity;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.Output;
import io.sallyport.lab.Signal;
import io.sallyport.lab.Topology;
import io.sallyport.lab.TunnelFacts;
import io.sallyport.testkit.cstp.CstpClient;
import io.sallyport.testkit.cstp.TlsConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A gateway that is reloaded, drained and stopped while a client works. */
@NeedsLab(programs = {"openconnect", "ping", "curl"})
class LifeIT {
    private Site site;
    private Openconnect client;

    @BeforeEach
    void connect() {
        site = Site.open(configuration -> configuration + "drain: 20s\n", ALICE);
        client = site.client(DebianRelease.DEBIAN_12).user(ALICE).connect(SOON);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void anotherCertificateIsServedAfterSighupAndTheOldTunnelLives() throws IOException {
        Identity before = site.headend().identity();
        Identity after =
                Identity.make(Files.createDirectory(site.topology().directory().resolve("renewed")));
        Files.copy(after.certificate(), before.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(after.key(), before.key(), StandardCopyOption.REPLACE_EXISTING);

        site.headend().process().signal(Signal.HUP);

        Deadline.in(SOON).await("the new certificate", () -> serves(after));
        assertThat(serves(before)).isFalse();
        assertThatTheTunnelLives();
        assertThat(client.process().output()).doesNotContain("lab script: reconnect");
    }

    @Test
    void aReloadAppliesToNewSessionsAndABrokenFileChangesNothing() throws IOException {
        Path file = site.gateway().configuration();
        String configuration = Files.readString(file);
        Files.writeString(file, configuration.replace("mtu: 1406", "mtu: 1300"));

        JsonNode status = site.json("reload");

        assertThat(status.path("state").asString()).isEqualTo("ready");
        assertThat(mtuOfANewTunnel()).isEqualTo(1300);

        Files.writeString(file, configuration.replace("mtu: 1406", "mtu: 1250").replace("dpd: 30s", "dpd: thirty"));
        Output refused = brokenReload();

        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err())
                .containsPattern("sallyport\\.yaml:\\d+:\\d+: policies\\.office\\.dpd: found \"thirty\"");
        Files.writeString(file, configuration);
        assertThat(mtuOfANewTunnel()).isEqualTo(1300);
        assertThatTheTunnelLives();
    }

    @Test
    void sigtermTakesNoNewSessionsLeavesTheTunnelsForAWhileAndEnds() {
        site.headend().process().signal(Signal.TERM);

        Deadline.in(SOON).await("draining", () -> site.state().equals("draining"));
        assertThat(readiness()).isEqualTo("503");
        assertThatTheTunnelLives();
        assertThat(site.client(DebianRelease.DEBIAN_12, site.topology().client2())
                        .user(ALICE)
                        .run(SOON))
                .matches(output -> !output.ok());
        assertThatTheTunnelLives();

        client.process().signal(Signal.INT);

        assertThat(site.headend().process().awaitExit(SOON)).isZero();
        assertThatNothingIsLeft();
    }

    @Test
    void aStoppedGatewayLeavesItsClientsTheirCookies() {
        TunnelFacts before = client.tunnel();
        long mark = client.process().mark();
        CompletableFuture<Output> stop = CompletableFuture.supplyAsync(() -> site.verb("stop"));
        Deadline.in(SOON).await("draining", () -> site.state().equals("draining"));
        site.headend().process().signal(Signal.TERM); // asked again, it does not wait for its clients

        assertThat(stop.join().exit()).isZero();
        assertThat(site.headend().process().awaitExit(SOON)).isZero();
        assertThatNothingIsLeft();

        site.restart();
        TunnelFacts after = client.awaitReconnect(mark, SOON);
        assertThat(after.ipv4()).isEqualTo(before.ipv4());
        assertThat(after.ipv6()).isEqualTo(before.ipv6());
        assertThatTheTunnelLives();
    }

    private boolean serves(Identity identity) {
        CstpClient observer = new CstpClient(
                site.topology().client2()::connect, site.headend().address(), identity.leaf(), List.of("TLSv1.3"));
        try (TlsConnection _ = observer.open()) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** With the broken file, the verb does not find the socket either; the gateway itself is asked by signal. */
    private Output brokenReload() {
        long mark = site.headend().process().mark();
        site.headend().process().signal(Signal.HUP);
        site.headend().process().await("reload refused", mark, SOON);
        return site.verb("reload");
    }

    private int mtuOfANewTunnel() {
        try (Openconnect another = site.client(
                        DebianRelease.DEBIAN_12, site.topology().client2())
                .user(ALICE)
                .connect(SOON)) {
            return another.tunnel().mtu();
        }
    }

    private String readiness() {
        return site.topology()
                .gateway()
                .run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:9443/readyz")
                .out();
    }

    private void assertThatTheTunnelLives() {
        assertThat(site.topology().client1().run("ping", "-c2", "-i0.2", "-w5", Topology.TARGET_IPV4.getHostAddress()))
                .matches(Output::ok);
    }

    private void assertThatNothingIsLeft() {
        assertThat(site.topology()
                        .gateway()
                        .run("ip", "-o", "link", "show", "type", "tun")
                        .out())
                .isEmpty();
        assertThat(site.topology().gateway().run("nft", "list", "tables").out()).isEmpty();
        assertThat(site.topology().directory().resolve("control.sock")).doesNotExist();
    }
}
