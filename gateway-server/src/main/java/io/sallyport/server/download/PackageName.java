package io.sallyport.server.download;

import io.sallyport.server.download.xml.ManifestFile;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a client package as Cisco gives them out, such as {@code anyconnect-win-4.10.05095-webdeploy-k9.pkg} or
 * {@code cisco-secure-client-win-5.1.2.42-dart-webdeploy-k9.msi}.
 *
 * @param module what it installs, such as {@code core-vpn}; empty for a package of packages
 * @param type without the dot
 */
record PackageName(Platform platform, PackageVersion version, String module, String type) {
    private static final Pattern NAME = Pattern.compile("(?:anyconnect|cisco-secure-client)-([a-z][a-z0-9-]*?)"
            + "-([0-9][0-9.]*[0-9])(?:-([a-z][a-z-]*?))?-webdeploy(?:-k9)?\\.(pkg|msi|exe|dmg|sh)");

    private static final Map<String, String> IDS = Map.of(
            "core-vpn", "VPNCore",
            "dart", "DART",
            "posture", "Posture",
            "iseposture", "ISEPosture",
            "gina", "gina",
            "nam", "NAM",
            "nvm", "NVM",
            "amp", "AMPEnabler",
            "umbrella", "Umbrella");

    static Optional<PackageName> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String module = matcher.group(3) == null ? "" : matcher.group(3);
        return Platform.named(matcher.group(1))
                .flatMap(platform -> PackageVersion.parse(matcher.group(2))
                        .map(version -> new PackageName(platform, version, module, matcher.group(4))));
    }

    /** Whether it holds other packages, with a manifest. */
    boolean isBundle() {
        return type.equals("pkg");
    }

    /** What a manifest says of it when it lies there by itself; empty if nobody knows what it installs. */
    Optional<ManifestFile> described(String uri) {
        return Optional.ofNullable(IDS.get(module))
                .map(id -> new ManifestFile(
                        version.text(),
                        id,
                        id.equals("VPNCore"),
                        type,
                        Optional.empty(),
                        id.equals("VPNCore") ? Optional.empty() : Optional.of(module),
                        uri,
                        Optional.empty(),
                        Optional.empty()));
    }
}
