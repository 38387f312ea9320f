package io.sallyport.server.download;

import io.sallyport.server.download.xml.ManifestFile;
import io.sallyport.server.download.xml.Manifests;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that clients may fetch, by the paths under which they ask for it. Immutable: when a file changes, another one
 * takes its place.
 *
 * <p>Source of the paths: requests of AnyConnect 4.x and Secure Client 5.x, and what ocserv answers to them.
 */
public final class Catalogue {
    private static final int LONGEST_PATH = 256;
    private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9._+-]+)+(/|:[0-9]{1,5})?");
    private static final Pattern DOTS_ONLY = Pattern.compile(".*/\\.+(/.*)?");
    /** openconnect appends the port when it is not 443. */
    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");

    /** Longest first: Cisco's clients take the one that {@code complete} names, older ones that of the cookie. */
    private static final List<String> BASES = List.of("/CACHE/stc/1/", "/CACHE/stc/", "/1/");

    /** The cookie names the profile with an escape, as Cisco's gateways do, and openconnect asks for it as it stands there. */
    private static final String ESCAPED_PROFILE_BASE = "/CACHE/stc/profiles%2F";

    private static final List<String> PROFILE_BASES = List.of("/CACHE/stc/profiles/", "/profiles/");
    private static final List<String> LOCALISATION =
            List.of("/+CSCOT+/translation-table", "/+CSCOT+/oem-customization");
    private static final Document EMPTY_MANIFEST = Document.xml(Manifests.write(List.of()));
    /** What the web launch looks at to see whether its platform is served; and the page around it. */
    private static final Map<String, Document> FIXED = fixed();

    private final Map<String, ClientProfile> profiles;
    private final Packages packages;
    private final Map<Platform, Document> manifests = new EnumMap<>(Platform.class);
    private final Map<Platform, Document> versions = new EnumMap<>(Platform.class);

    Catalogue(Map<String, ClientProfile> profiles, Packages packages) {
        this.profiles = Map.copyOf(profiles);
        this.packages = packages;
        for (Platform platform : Platform.values()) {
            manifests.put(platform, Document.xml(Manifests.write(packages.manifest(platform))));
            String version = packages.coreVersion(platform)
                    .map(PackageVersion::withCommas)
                    .orElse("0,0,0000");
            versions.put(platform, Document.text(version + "\n"));
        }
    }

    /** What a client is told to fetch whose policy names {@code clientProfile}. */
    public Offer offer(Optional<String> clientProfile, Platform platform) {
        List<ManifestFile> offered = platform == Platform.UNKNOWN ? List.of() : packages.manifest(platform);
        return new Offer(platform, offered, clientProfile.map(profiles::get));
    }

    /**
     * Finds what a request is for. Nothing of it ever becomes a path.
     *
     * @param path as the client sent it, without a query
     * @param query what followed the question mark; may be empty
     * @param platform of the client; which package it is shown depends on it
     */
    public Found find(String path, String query, Platform platform) {
        return path.startsWith(ESCAPED_PROFILE_BASE)
                ? found(PROFILE_BASES.getFirst() + path.substring(ESCAPED_PROFILE_BASE.length()), query, platform)
                : found(path, query, platform);
    }

    private Found found(String path, String query, Platform platform) {
        if (path.length() > LONGEST_PATH
                || !PLAIN_PATH.matcher(path).matches()
                || DOTS_ONLY.matcher(path).matches()) {
            return new Found.Hostile();
        }
        String plain = PORT.matcher(path).replaceFirst("");
        if (LOCALISATION.contains(plain)) {
            return Arrays.asList(query.split("&", -1)).contains("type=manifest")
                    ? new Found.Public(EMPTY_MANIFEST)
                    : new Found.Nothing();
        }
        for (String base : PROFILE_BASES) {
            if (plain.startsWith(base)) {
                ClientProfile profile = profiles.get(plain.substring(base.length()));
                return profile == null ? new Found.Nothing() : new Found.Profile(profile);
            }
        }
        if (plain.equals("/VPNManifest.xml")) {
            return new Found.Public(Objects.requireNonNull(manifests.get(platform)));
        }
        return BASES.stream()
                .filter(plain::startsWith)
                .findFirst()
                .map(base -> inPackageDirectory(plain.substring(base.length()), platform))
                .orElse(new Found.Nothing());
    }

    private Found inPackageDirectory(String name, Platform platform) {
        Optional<HostedFile> hosted = packages.file(name);
        if (hosted.isPresent()) {
            return new Found.Hosted(hosted.get());
        }
        Document document = switch (name) {
            case "VPNManifest.xml" -> manifests.get(platform);
            case "binaries/update.txt" -> versions.get(platform);
            default -> FIXED.get(name);
        };
        return document == null ? new Found.Nothing() : new Found.Public(document);
    }

    private static Map<String, Document> fixed() {
        Map<String, Document> fixed = new HashMap<>();
        fixed.put("index.html", Document.emptyPage());
        for (String platform : List.of("Windows", "Windows_ARM64", "Linux", "Linux_64", "Darwin_i386")) {
            fixed.put(platform, Document.emptyPage());
        }
        // Linux and macOS clients run it; it has nothing to do.
        fixed.put("binaries/vpndownloader.sh", Document.text("#!/bin/sh\n\nexit 0"));
        return fixed;
    }
}
