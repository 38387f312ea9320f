package io.sallyport.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What clients may fetch from the gateway.
 *
 * @param profiles AnyConnect profiles by the name under which clients fetch and keep them; in the order of the file
 * @param packages directory of client packages; it need not exist
 */
public record Downloads(SequencedMap<String, Path> profiles, Optional<Path> packages) {

    public Downloads {
        profiles = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(profiles));
    }

    /** @param policies by their sections; a policy can only name a profile that is there */
    static Downloads read(Section downloads, Map<Section, Policy> policies) {
        Section profiles = downloads.section("profiles");
        SequencedMap<String, Path> files = profiles.values(profileName(), Kind.readableFile(downloads.directory()));
        policies.forEach((section, policy) -> policy.clientProfile()
                .filter(name -> !profiles.has(name))
                .ifPresent(_ -> section.reject("client-profile", choice(files))));
        return new Downloads(files, downloads.find("packages", Kind.directory(downloads.directory())));
    }

    private static String choice(SequencedMap<String, Path> profiles) {
        return profiles.isEmpty()
                ? "no such key (downloads.profiles is empty)"
                : Kind.choice(profiles.sequencedKeySet());
    }

    /** Becomes part of a path on the gateway and the name of a file on the client. */
    private static Kind<String> profileName() {
        return Kind.text(
                "a file name such as office.xml (up to 64 letters, digits and . _ -)",
                text -> text.length() <= 64 && text.matches("[A-Za-z0-9_][A-Za-z0-9._-]*\\.xml"));
    }
}
