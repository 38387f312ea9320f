package io.sallyport.server.auth;

import io.sallyport.aaa.Authenticator;
import io.sallyport.config.GatewayConfig;
import io.sallyport.config.Policy;
import io.sallyport.config.Profile;
import io.sallyport.server.auth.ServerMessage.Problem;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The connection profiles of one configuration, as clients see and choose them. Immutable; a reload makes another one. */
public final class Profiles {
    /**
     * A profile with what it means.
     *
     * @param authenticator its whole chain
     */
    public record Door(Profile profile, Policy policy, Authenticator authenticator) {
        String name() {
            return profile.name();
        }

        String alias() {
            return profile.alias();
        }

        boolean beginsWithCertificate() {
            return switch (profile.authenticate().getFirst()) {
                case CERTIFICATE, MULTIPLE_CERTIFICATE -> true;
                case LOCAL, TOTP -> false;
            };
        }
    }

    private final List<Door> doors;
    private final Function<X509Certificate, List<String>> groupsOf;
    private final Door first;
    private final String configHash;

    /**
     * @param authenticatorOf the chain of a profile
     * @param groupsOf the groups that a certificate names
     */
    public Profiles(
            GatewayConfig config,
            Function<Profile, Authenticator> authenticatorOf,
            Function<X509Certificate, List<String>> groupsOf,
            long readAtMillis) {
        this.groupsOf = groupsOf;
        this.doors = config.profiles().stream()
                .map(profile -> new Door(profile, config.policyOf(profile), authenticatorOf.apply(profile)))
                .toList();
        this.first = named(config.defaultProfile().name()).orElseThrow();
        this.configHash = Long.toString(readAtMillis);
    }

    /**
     * What a client has knocked at.
     *
     * @param problem whether it has asked for another one that there is not
     */
    record Choice(Door door, Optional<Problem> problem) {}

    /** By what the client asks for, else by the URL, as it is POSTed to or as it was typed, else by its certificate. */
    Choice choose(ClientMessage.Init init, Visit visit) {
        Optional<Door> wanted = init.groupSelect().flatMap(this::named);
        Door door = wanted.or(() -> at(visit.path()))
                .or(() -> init.groupPath().flatMap(this::at))
                .or(() -> visit.certificate().flatMap(this::suiting))
                .orElse(first);
        // What was asked for is not repeated in the answer.
        boolean inVain = init.groupSelect().isPresent() && wanted.isEmpty();
        return new Choice(door, inVain ? Optional.of(Problem.UNKNOWN_GROUP) : Optional.empty());
    }

    /**
     * The profile that a certificate names by one of its groups, or the only one that begins with a certificate. This chooses
     * a form, no more: whether the certificate is good is for the chain to say.
     */
    private Optional<Door> suiting(X509Certificate certificate) {
        List<Door> fitting = doors.stream().filter(Door::beginsWithCertificate).toList();
        return groupsOf.apply(certificate).stream()
                .flatMap(group -> named(group).stream())
                .filter(fitting::contains)
                .findFirst()
                .or(() -> fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty());
    }

    /** The profile of a client that names none. */
    Door preselected() {
        return first;
    }

    /** By alias or name, in any letter case: some clients send the label, some the value. Hidden ones can be named too. */
    Optional<Door> named(String text) {
        return doors.stream()
                .filter(door ->
                        door.alias().equalsIgnoreCase(text) || door.name().equalsIgnoreCase(text))
                .findFirst();
    }

    /** By group URL. */
    Optional<Door> at(String path) {
        return doors.stream()
                .filter(door -> door.profile().url().filter(path::equals).isPresent())
                .findFirst();
    }

    /** The labels that a client sees who stands before {@code selected}: all that are not hidden, and that one. */
    List<String> labels(Door selected) {
        List<String> labels = new ArrayList<>();
        for (Door door : doors) {
            if (!door.profile().hidden() || door.name().equals(selected.name())) {
                labels.add(door.alias());
            }
        }
        return labels;
    }

    /** Tells clients whether the configuration has changed: when it was read, in milliseconds. */
    String configHash() {
        return configHash;
    }
}
