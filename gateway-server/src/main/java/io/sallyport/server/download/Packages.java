package io.sallyport.server.download;

import io.sallyport.server.download.xml.ManifestFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The client packages that are hosted: for each platform the newest of each kind. Immutable. */
final class Packages {
    /** One file of a package. */
    record Part(Platform platform, PackageVersion version, ManifestFile described, HostedFile file) {
        Kind kind() {
            return new Kind(platform, described.id());
        }
    }

    /** Of what there can be several versions. */
    record Kind(Platform platform, String id) {}

    /** Bounds what a client is told after its sign-in, which has to fit into one header. */
    private static final int MOST_PER_PLATFORM = 24;

    static final Packages NONE = new Packages(List.of());

    private final List<Part> offered;
    private final Map<String, HostedFile> byUri = new HashMap<>();

    /** @param parts in any order; of those that lie at one place or install the same, the newest counts */
    Packages(List<Part> parts) {
        List<Part> oldestFirst = parts.stream()
                .sorted(Comparator.comparing(Part::version)
                        .thenComparing(part -> part.described().uri()))
                .toList();
        oldestFirst.forEach(part -> byUri.put(part.described().uri(), part.file()));
        Map<Kind, PackageVersion> newest = new HashMap<>();
        oldestFirst.forEach(part -> newest.put(part.kind(), part.version()));
        List<Part> kept = new ArrayList<>();
        for (Part part : parts) {
            long room = MOST_PER_PLATFORM
                    - kept.stream()
                            .filter(other -> other.platform() == part.platform())
                            .count();
            if (part.version().equals(newest.get(part.kind())) && room > 0) {
                kept.add(part);
            }
        }
        this.offered = List.copyOf(kept);
    }

    /** The manifest for a platform; a client whose platform is not known is shown all. */
    List<ManifestFile> manifest(Platform platform) {
        return on(platform).stream().map(Part::described).toList();
    }

    /** The version of the client itself. */
    Optional<PackageVersion> coreVersion(Platform platform) {
        return on(platform).stream()
                .filter(part -> part.described().core())
                .map(Part::version)
                .max(Comparator.naturalOrder());
    }

    /** @param uri relative to the package directory */
    Optional<HostedFile> file(String uri) {
        return Optional.ofNullable(byUri.get(uri));
    }

    private List<Part> on(Platform platform) {
        return offered.stream()
                .filter(part -> platform == Platform.UNKNOWN || part.platform() == platform)
                .toList();
    }
}
