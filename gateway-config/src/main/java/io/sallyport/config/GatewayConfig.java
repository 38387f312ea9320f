package io.sallyport.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * One configuration, checked as a whole and never changed afterwards. A reload builds another one.
 *
 * @param file the file it was read from, absolute
 * @param listen at least one
 * @param profiles in the order of the file, which is the order of the client's group list; at least one, exactly one default
 * @param policies by name, in the order of the file
 * @param drain how long running tunnels live on after SIGTERM
 */
public record GatewayConfig(
        Path file,
        List<Listen> listen,
        Tls tls,
        Dtls dtls,
        Store store,
        Network network,
        List<Profile> profiles,
        Map<String, Policy> policies,
        Downloads downloads,
        Control control,
        Metrics metrics,
        Bans bans,
        Passwords passwords,
        Duration drain,
        Limits limits) {

    public GatewayConfig {
        listen = List.copyOf(listen);
        profiles = List.copyOf(profiles);
        policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
    }

    /** Section by section, and what concerns several of them. */
    static GatewayConfig read(Path file, Section root) {
        List<Listen> listen = Listen.readAll(root);
        Metrics metrics = Metrics.read(root.section("metrics"), listen);
        Limits limits = Limits.read(root.section("limits"));
        SequencedMap<String, Policy> policies = new LinkedHashMap<>();
        Map<Section, Policy> policySections = new LinkedHashMap<>();
        root.requireNamed("policies").forEach((name, section) -> {
            Policy policy = Policy.read(name, section, limits);
            policies.put(name, policy);
            policySections.put(section, policy);
        });
        Tls tls = Tls.read(root.section("tls"));
        return new GatewayConfig(
                file,
                listen,
                tls,
                Dtls.read(root.section("dtls")),
                Store.read(root.section("store")),
                Network.read(root.section("network")),
                Profiles.readAll(
                        root,
                        policies.sequencedKeySet(),
                        tls.clientCertificates().request() != Tls.ClientCertificates.Request.NEVER),
                policies,
                Downloads.read(root.section("downloads"), policySections),
                Control.read(root.section("control")),
                metrics,
                Bans.read(root.section("bans")),
                Passwords.read(root.section("passwords")),
                root.get("drain", Kind.duration(Duration.ZERO, Duration.ofHours(1)), Duration.ofSeconds(10)),
                limits);
    }

    /** The profile that a client gets that names none. */
    public Profile defaultProfile() {
        return profiles.stream().filter(Profile::isDefault).findFirst().orElseThrow();
    }

    /** The policy that {@code profile} names; reading has made sure that it exists. */
    public Policy policyOf(Profile profile) {
        return Objects.requireNonNull(policies.get(profile.policy()));
    }
}
