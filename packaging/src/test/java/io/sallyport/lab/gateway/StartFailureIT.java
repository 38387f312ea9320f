package io.sallyport.lab.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Command;
import io.sallyport.lab.Gateway;
import io.sallyport.lab.Headend;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Output;
import io.sallyport.lab.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway needs of its host and cannot have: one clear line, an exit code, and the host as it was before. */
@NeedsLab(programs = "setpriv")
class StartFailureIT {
    private Topology topology;
    private Gateway gateway;

    @BeforeEach
    void build() {
        topology = Topology.create();
        gateway = Site.write(topology, UnaryOperator.identity());
    }

    @AfterEach
    void remove() {
        topology.close();
    }

    @Test
    void thePortIsInUse() throws IOException {
        try (ServerSocketChannel somebody = topology.gateway().inside(ServerSocketChannel::open)) {
            somebody.bind(new InetSocketAddress(443));

            assertThatItFails(serve(), "sallyport: cannot listen on [::]:443: Address already in use");
        }
    }

    @Test
    void thePortOfTheMetricsIsInUse() throws IOException {
        try (ServerSocketChannel somebody = topology.gateway().inside(ServerSocketChannel::open)) {
            somebody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9443));

            assertThatItFails(serve(), "sallyport: cannot serve metrics on 127.0.0.1:9443: Address already in use");
        }
    }

    @Test
    void theRightToMakeATunDeviceIsMissing() {
        assertThatItFails(
                serve("setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"),
                "sallyport: TUN device sally0: cannot be made: not permitted (root or CAP_NET_ADMIN is needed)");
    }

    @ParameterizedTest
    @CsvSource({"nft, nftables", "ip, iproute2"})
    void aToolOfTheHostIsMissing(String tool, String debianPackage) throws IOException {
        Path without = directoryOfToolsWithout(tool);

        assertThatItFails(
                serve("env", "PATH=" + without),
                "sallyport: %1$s: cannot be run (package %2$s): Cannot run program \"%1$s\""
                        .formatted(tool, debianPackage));
    }

    @ParameterizedTest
    @CsvSource({"net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"})
    void theHostDoesNotForward(String key) {
        topology.gateway().sysctl(key.replace('.', '/'), "0");

        assertThatItFails(serve(), "sallyport: forwarding is off: %1$s is 0 (sysctl -w %1$s=1)".formatted(key));
    }

    @Test
    void anotherGatewayHasTheSameFiles() {
        try (Headend first = gateway.start(topology)) {
            Output second = serve().run();

            assertThat(second.exit()).isEqualTo(1);
            assertThat(words(second)).hasSize(1);
            assertThat(first.process().alive()).isTrue();
            assertThat(gateway.verb("status").run().out()).contains("state: ready");
            assertThat(tables()).contains("sally0");
        }
        assertThatNothingIsLeft();
    }

    private Command serve(String... behind) {
        List<String> prefix = new ArrayList<>(topology.gateway().prefix());
        prefix.addAll(List.of(behind));
        return gateway.verb("serve").behind(prefix);
    }

    private void assertThatItFails(Command serve, String words) {
        Output output = serve.run();

        assertThat(output.exit()).isEqualTo(1);
        assertThat(words(output)).singleElement().asString().startsWith(words);
        assertThat(output.out()).isEmpty();
        assertThatNothingIsLeft();
    }

    /** What it says to its operator, its log apart. */
    private static List<String> words(Output output) {
        return output.err()
                .lines()
                .filter(line -> !line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ INFO .*"))
                .toList();
    }

    private void assertThatNothingIsLeft() {
        assertThat(topology.gateway()
                        .run("ip", "-o", "link", "show", "type", "tun")
                        .out())
                .isEmpty();
        assertThat(tables()).isEmpty();
        assertThat(topology.directory().resolve("control.sock")).doesNotExist();
        assertThat(Command.of("ip", "netns", "pids", topology.gateway().name())
                        .run()
                        .orFail()
                        .out())
                .isEmpty();
    }

    private String tables() {
        return topology.gateway().run("nft", "list", "tables").orFail().out();
    }

    /** Links to what the gateway and its start script call, but one. */
    private Path directoryOfToolsWithout(String missing) throws IOException {
        Path tools = Files.createDirectory(topology.directory().resolve("tools"));
        for (String tool : List.of("ip", "nft", "readlink", "dirname", "sh")) {
            if (!tool.equals(missing)) {
                Output found =
                        Command.of("sh", "-c", "command -v \"$0\"", tool).run().orFail();
                Files.createSymbolicLink(
                        tools.resolve(tool), Path.of(found.out().strip()));
            }
        }
        return tools;
    }
}
