package io.sallyport.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the profiles and checks them against each other: no client may mean one and get another. */
final class Profiles {
    private final Set<String> policies;
    private final boolean certificatesRequested;
    private final List<Profile> profiles = new ArrayList<>();

    /** What clients may call a profile by, in one letter case, and the key that took it. */
    private final Map<String, String> taken = new HashMap<>();

    private Optional<String> defaultBefore = Optional.empty();

    private Profiles(Set<String> policies, boolean certificatesRequested) {
        this.policies = policies;
        this.certificatesRequested = certificatesRequested;
    }

    /**
     * @param policies the names of those that exist, in the order of the file
     * @param certificatesRequested whether the TLS handshake asks clients for one
     */
    static List<Profile> readAll(Section root, Set<String> policies, boolean certificatesRequested) {
        Profiles profiles = new Profiles(policies, certificatesRequested);
        root.requireSections("profiles").forEach(profiles::read);
        return profiles.withDefault();
    }

    private void read(Section section) {
        Profile profile = Profile.read(section);
        profiles.add(profile);
        if (!profile.name().isEmpty()) {
            take(section, "name", profile.name());
        }
        if (section.has("alias") && !fold(profile.alias()).equals(fold(profile.name()))) {
            take(section, "alias", profile.alias());
        }
        profile.url().ifPresent(url -> take(section, "url", url));
        if (!profile.policy().isEmpty() && !policies.isEmpty() && !policies.contains(profile.policy())) {
            section.reject("policy", Kind.choice(policies));
        }
        if (!certificatesRequested && profile.authenticate().stream().anyMatch(Profile.Method::needsCertificate)) {
            section.reject(
                    "authenticate",
                    "methods without a certificate (or optional or required under tls.client-certificates.request)");
        }
        if (profile.isDefault()) {
            defaultBefore.ifPresent(other -> section.reject("default", "false (" + other + " is the default already)"));
            defaultBefore = defaultBefore.or(() -> Optional.of(section.path()));
        }
    }

    private void take(Section section, String key, String value) {
        String owner = taken.putIfAbsent(fold(value), section.path() + "." + key);
        if (owner != null) {
            section.reject(key, "one of its own in any letter case (" + owner + " is the same)");
        }
    }

    /** Where the file marks no default, the first profile is. */
    private List<Profile> withDefault() {
        if (defaultBefore.isEmpty() && !profiles.isEmpty()) {
            profiles.set(0, profiles.getFirst().asDefault());
        }
        return profiles;
    }

    /** Both ways: some letters have two of the one case for one of the other. */
    private static String fold(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
