package io.sallyport.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One configuration, checked as a whole and never changed afterwards. A reload builds another one.
 *
 * @param file the file it was read from, absolute
 * @param listen at least one
 * @param profiles in the order of the file, which is the order of the client's group list; at least one, exactly one default
 * @param policies by name
 * @param drain how long running tunnels live on after SIGTERM
 */
public record GatewayConfig(
        Path file,
        List<Listen> listen,
        Tls tls,
        Store store,
        Network network,
        List<Profile> profiles,
        Map<String, Policy> policies,
        Control control,
        Metrics metrics,
        Bans bans,
        Duration drain,
        Limits limits) {

    public GatewayConfig {
        listen = List.copyOf(listen);
        profiles = List.copyOf(profiles);
        policies = Map.copyOf(policies);
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
