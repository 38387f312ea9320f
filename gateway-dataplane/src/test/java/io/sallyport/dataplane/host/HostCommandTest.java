package io.sallyport.dataplane.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCommandTest {
    @TempDir
    private Path directory;

    @Test
    void feedsTheToolAndWaitsForItsEnd() throws Exception {
        Path seen = directory.resolve("seen");

        HostCommand.run(List.of("sh", "-c", "cat > " + seen), "what it was told", "dash");

        assertThat(seen).hasContent("what it was told");
    }

    @Test
    void saysWhichToolIsMissingAndWhereToGetIt() {
        assertThatThrownBy(() -> HostCommand.run(List.of("no-such-tool-5A11"), "", "some-package"))
                .isInstanceOf(HostRefused.class)
                .hasMessageStartingWith("no-such-tool-5A11: cannot be run (package some-package)")
                .hasMessageNotContaining("\n");
    }

    @Test
    void passesTheToolsComplaintOnInOneLine() {
        assertThatThrownBy(() -> HostCommand.run(List.of("sh", "-c", "echo no; echo really; exit 3"), "", "dash"))
                .isInstanceOf(HostRefused.class)
                .hasMessage("sh: no; really");
    }

    @Test
    void boundsTheComplaint() {
        assertThatThrownBy(() -> HostCommand.run(List.of("sh", "-c", "yes | head -c 100000; exit 1"), "", "dash"))
                .isInstanceOf(HostRefused.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    @Test
    void survivesAToolThatDoesNotRead() {
        assertThatThrownBy(() -> HostCommand.run(List.of("sh", "-c", "exec <&-; exit 1"), "x".repeat(1 << 20), "dash"))
                .isInstanceOf(HostRefused.class);
    }

    @Test
    void namesTheSysctlThatSwitchesForwardingOn() throws Exception {
        Path file = directory.resolve("net/ipv4/ip_forward");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "0\n");
        List<Pool> pools = List.of(pool("192.0.2.0", 24));

        assertThatThrownBy(() -> new Forwarding(directory).check(pools))
                .isInstanceOf(HostRefused.class)
                .hasMessage("forwarding is off: net.ipv4.ip_forward is 0 (sysctl -w net.ipv4.ip_forward=1)");

        Files.writeString(file, "1\n");
        new Forwarding(directory).check(pools);
    }

    @Test
    void asksOnlyForTheFamiliesInUse() throws Exception {
        Path file = directory.resolve("net/ipv6/conf/all/forwarding");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "1\n");

        new Forwarding(directory).check(List.of(pool("2001:db8:77::", 64)));
    }

    @Test
    void redirectsAreOffWhenTheyAreOffForTheDeviceAndForAll() throws Exception {
        Path all = directory.resolve("all/send_redirects");
        Path own = directory.resolve("sally0/send_redirects");
        Files.createDirectories(all.getParent());
        Files.createDirectories(own.getParent());
        Files.writeString(own, "1\n");

        Files.writeString(all, "1\n");
        assertThat(new Redirects(directory).switchOff("sally0")).isFalse();
        Files.writeString(all, "0\n");
        assertThat(new Redirects(directory).switchOff("sally0")).isTrue();

        assertThat(own).hasContent("0");
        assertThat(new Redirects(directory).switchOff("sally1")).isFalse();
    }

    private static Pool pool(String network, int length) {
        InetAddress address = InetAddress.ofLiteral(network);
        return new Pool(address, address, length);
    }
}
