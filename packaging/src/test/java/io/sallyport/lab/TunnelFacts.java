package io.sallyport.lab;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What openconnect told its script about the tunnel: the environment of the latest call, with the names that vpnc-script
 * documents. A banner of several lines keeps its first.
 */
public record TunnelFacts(Map<String, String> environment) {

    public TunnelFacts {
        environment = Map.copyOf(environment);
    }

    /** @param text NAME=VALUE lines */
    static TunnelFacts parse(String text) {
        Map<String, String> environment = new TreeMap<>();
        text.lines().filter(line -> line.indexOf('=') > 0).forEach(line -> {
            int equals = line.indexOf('=');
            environment.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return new TunnelFacts(environment);
    }

    /** Why the script was called: {@code connect}, {@code reconnect}, {@code disconnect}, ... */
    public String reason() {
        return value("reason").orElse("");
    }

    public String device() {
        return value("TUNDEV").orElse("");
    }

    public Optional<String> ipv4() {
        return value("INTERNAL_IP4_ADDRESS");
    }

    public Optional<String> ipv6() {
        return value("INTERNAL_IP6_ADDRESS");
    }

    /** Bytes; 0 when it was not said. */
    public int mtu() {
        return value("INTERNAL_IP4_MTU").map(Integer::valueOf).orElse(0);
    }

    /** @param name e.g. {@code CISCO_SPLIT_INC_0_ADDR} */
    public Optional<String> value(String name) {
        return Optional.ofNullable(environment.get(name));
    }
}
