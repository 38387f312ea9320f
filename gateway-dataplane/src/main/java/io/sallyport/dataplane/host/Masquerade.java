package io.sallyport.dataplane.host;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Source address translation for what clients send beyond the gateway, in an nftables table of our own; owned by whoever
 * has put it there.
 *
 * <p>The table comes whole in one transaction, replaces what a killed predecessor left, and goes whole.
 *
 * @see <a href="https://manpages.debian.org/libnftables-json">libnftables-json(5)</a>
 */
public final class Masquerade implements AutoCloseable {
    private static final List<String> NFT = List.of("nft", "-j", "-f", "-");

    private final String table;

    private Masquerade(String table) {
        this.table = table;
    }

    /** Puts the rules in place for packets that come from {@code pools} and leave by another interface than {@code device}. */
    public static Masquerade apply(String device, List<Pool> pools) throws HostRefused {
        String table = "sallyport_" + device.replaceAll("[^A-Za-z0-9_]", "_");
        String rules = pools.stream().map(pool -> rule(table, device, pool)).collect(Collectors.joining(",\n"));
        nft("""
                {"add": {"table": {"family": "inet", "name": "%1$s"}}},
                {"delete": {"table": {"family": "inet", "name": "%1$s"}}},
                {"add": {"table": {"family": "inet", "name": "%1$s"}}},
                {"add": {"chain": {"family": "inet", "table": "%1$s", "name": "postrouting",
                    "type": "nat", "hook": "postrouting", "prio": 100, "policy": "accept"}}},
                %2$s""".formatted(table, rules));
        return new Masquerade(table);
    }

    /** Takes the table away. */
    @Override
    public void close() throws HostRefused {
        nft("""
                {"delete": {"table": {"family": "inet", "name": "%s"}}}""".formatted(table));
    }

    private static String rule(String table, String device, Pool pool) {
        return """
                {"add": {"rule": {"family": "inet", "table": "%s", "chain": "postrouting", "expr": [
                    {"match": {"op": "==", "left": {"payload": {"protocol": "%s", "field": "saddr"}},
                        "right": {"prefix": {"addr": "%s", "len": %d}}}},
                    {"match": {"op": "!=", "left": {"meta": {"key": "oifname"}}, "right": "%s"}},
                    {"masquerade": null}]}}}""".formatted(
                table, pool.isIpv6() ? "ip6" : "ip", pool.network().getHostAddress(), pool.prefixLength(), device);
    }

    private static void nft(String commands) throws HostRefused {
        HostCommand.run(NFT, "{\"nftables\": [\n" + commands + "\n]}\n", "nftables");
    }
}
