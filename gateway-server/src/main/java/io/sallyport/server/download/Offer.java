package io.sallyport.server.download;

import io.sallyport.server.download.xml.ManifestFile;
import java.util.List;
import java.util.Optional;

/**
 * What a client that has signed in is told to fetch.
 *
 * @param platform that it runs on
 * @param packages for it, in the order of the manifest; none for mobile clients
 */
public record Offer(Platform platform, List<ManifestFile> packages, Optional<ClientProfile> profile) {
    public Offer {
        packages = List.copyOf(packages);
    }
}
