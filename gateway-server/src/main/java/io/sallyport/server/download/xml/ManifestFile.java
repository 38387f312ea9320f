package io.sallyport.server.download.xml;

import java.util.Optional;

/**
 * One file of a package manifest.
 *
 * @param version such as {@code 4.10.05095}
 * @param id what it installs, such as {@code VPNCore} or {@code DART}
 * @param core whether it is the client itself
 * @param type of the installer, such as {@code msi}
 * @param os the least that it runs on, such as {@code win:6.1.7601}
 * @param module Cisco's other name for some of them
 * @param uri relative to the package directory
 * @param sha1 of the file, 40 digits of upper-case hex
 */
public record ManifestFile(
        String version,
        String id,
        boolean core,
        String type,
        Optional<String> os,
        Optional<String> module,
        String uri,
        Optional<String> displayName,
        Optional<String> sha1) {

    public ManifestFile withSha1(String hash) {
        return new ManifestFile(version, id, core, type, os, module, uri, displayName, Optional.of(hash));
    }
}
