package io.sallyport.server.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.server.download.DownloadCounters.Event;
import io.sallyport.server.download.xml.ManifestFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    private static final ClientProfile OFFICE = ClientProfile.of("office.xml", "<a/>\n".getBytes(UTF_8));
    private static final String EMPTY_MANIFEST = """
            <?xml version="1.0" encoding="UTF-8"?>
            <vpn rev="1.0"/>
            """;

    private final DownloadCounters counters = new DownloadCounters();

    @TempDir
    private Path directory;

    private final Catalogue withoutPackages = new Catalogue(Map.of("office.xml", OFFICE), Packages.NONE);

    // ---- nothing hosted

    @ParameterizedTest
    @ValueSource(strings = {"/VPNManifest.xml", "/1/VPNManifest.xml", "/CACHE/stc/1/VPNManifest.xml"})
    void hasAnEmptyManifestWhereNothingIsHosted(String path) {
        assertThat(text(withoutPackages, path)).isEqualTo(EMPTY_MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/1/binaries/update.txt", "/CACHE/stc/1/binaries/update.txt"})
    void hasVersionZeroWhereNothingIsHosted(String path) {
        assertThat(text(withoutPackages, path)).isEqualTo("0,0,0000\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/1/", "/CACHE/stc/1/", "/CACHE/stc/"})
    void hasWhatTheWebLaunchLooksAt(String base) {
        for (String name : List.of("index.html", "Windows", "Windows_ARM64", "Linux", "Linux_64", "Darwin_i386")) {
            assertThat(text(withoutPackages, base + name)).as(name).isEmpty();
        }
        assertThat(text(withoutPackages, base + "binaries/vpndownloader.sh")).isEqualTo("#!/bin/sh\n\nexit 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/+CSCOT+/translation-table?textdomain=AnyConnect&type=manifest",
                "/+CSCOT+/oem-customization?app=AnyConnect&type=manifest&platform=win"
            })
    void hasEmptyManifestsOfTranslationsAndCustomisations(String request) {
        assertThat(text(withoutPackages, request)).isEqualTo(EMPTY_MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/+CSCOT+/translation-table?textdomain=AnyConnect&lang=ja-jp&type=mo",
                "/+CSCOT+/translation-table?type=mst&textdomain=/%2bCSCOE%2b/portal_inc.lua&default-language&lang=../",
                "/+CSCOT+/oem-customization?app=AnyConnect&type=oem&platform=..&resource-type=..&name=%2bCSCOE%2b/portal_inc.lua",
                "/+CSCOT+/oem-customization",
                "/1/binaries/anyconnect.msi",
                "/CACHE/sdesktop/install/binaries/update.txt",
                "/CACHE/sdesktop/data.xml",
                "/index.html",
                "/Windows",
                "/profiles/",
                "/profiles/other.xml",
                "/profiles/office.xml/",
                "/profiles/office.xml:999999",
                "/favicon.ico",
                "/cache/stc/profiles/office.xml"
            })
    void hasNothingElse(String request) {
        assertThat(find(withoutPackages, request)).isIn(new Found.Nothing(), new Found.Hostile());
    }

    // ---- profiles

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/CACHE/stc/profiles/office.xml",
                "/profiles/office.xml",
                "/profiles/office.xml:4443", // openconnect, where the port is not 443
                "/CACHE/stc/profiles/office.xml:443",
                "/CACHE/stc/profiles%2Foffice.xml", // openconnect, which takes the cookie's word for it
                "/CACHE/stc/profiles%2Foffice.xml:4443"
            })
    void hasProfilesForThoseWhoHaveASession(String path) {
        assertThat(find(withoutPackages, path)).isEqualTo(new Found.Profile(OFFICE));
    }

    @Test
    void hashesAProfileAsItIsServed() {
        assertThat(OFFICE.sha1()).isEqualTo(sha1("<a/>\n".getBytes(UTF_8)));
        assertThat(OFFICE.uri()).isEqualTo("/CACHE/stc/profiles/office.xml");
    }

    // ---- CVE-2018-0296, CVE-2020-3452 and their like

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/profiles/../../etc/passwd",
                "/profiles/..",
                "/profiles/./office.xml",
                "/profiles//office.xml",
                "//profiles/office.xml",
                "/profiles/%2e%2e/%2e%2e/etc/passwd",
                "/profiles/%252e%252e/etc/passwd",
                "/profiles/..%2f..%2fetc/passwd",
                "/profiles/..;/office.xml",
                "/profiles/;/office.xml",
                "/profiles/..\\..\\etc\\passwd",
                "/profiles/office.xml%00",
                "/profiles/office.xml\0",
                "/profiles/%c0%ae%c0%ae/etc/passwd",
                "/profiles/\u00c0\u00ae\u00c0\u00ae/etc/passwd",
                "/profiles/office%2exml",
                "/profiles%2Foffice.xml",
                "/CACHE/stc/profiles%2F..%2Foffice.xml",
                "/CACHE/stc/profiles%2F../profiles/office.xml",
                "/CACHE/stc/profiles%2F%2Foffice.xml",
                "/CACHE/stc/profiles%252Foffice.xml",
                "/profiles/...",
                "/CACHE/stc/profiles/../profiles/office.xml",
                "/+CSCOU+/../+CSCOE+/files/file_list.json",
                "/+CSCOU+//../+CSCOE+/files/file_action.html",
                "/1/binaries/../../etc/passwd",
                "https://vpn.example.net/profiles/office.xml",
                "*",
                "profiles/office.xml",
                ""
            })
    void rt02NoTraversalNamesAFile(String path) {
        assertThat(withoutPackages.find(path, "", Platform.UNKNOWN)).isEqualTo(new Found.Hostile());
    }

    @Test
    void rt02AnOverlongNameIsNotLookedAt() {
        assertThat(find(withoutPackages, "/profiles/" + "a".repeat(300))).isEqualTo(new Found.Hostile());
    }

    // ---- packages

    @Test
    void showsTheManifestOfItsPackageToEachPlatform() throws IOException {
        Catalogue catalogue = withPackages();

        assertThat(text(catalogue, "/CACHE/stc/1/VPNManifest.xml", Platform.WINDOWS))
                .isEqualTo(golden("windows-manifest.xml"));
        assertThat(text(catalogue, "/1/VPNManifest.xml", Platform.LINUX)).isEqualTo(golden("linux-manifest.xml"));
        assertThat(text(catalogue, "/1/VPNManifest.xml", Platform.MACOS)).isEqualTo(EMPTY_MANIFEST);
        assertThat(text(catalogue, "/1/binaries/update.txt", Platform.WINDOWS)).isEqualTo("4,10,05095\n");
        assertThat(text(catalogue, "/1/binaries/update.txt", Platform.LINUX)).isEqualTo("4,9,06037\n");
        assertThat(text(catalogue, "/1/binaries/update.txt", Platform.MACOS)).isEqualTo("0,0,0000\n");
        assertThat(text(catalogue, "/1/binaries/update.txt", Platform.UNKNOWN)).isEqualTo("4,10,05095\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/CACHE/stc/1/", "/1/"})
    void servesTheFilesThatManifestsName(String base) throws IOException {
        Catalogue catalogue = withPackages();

        assertThat(bytes(catalogue, base + "binaries/" + PackageFiles.WINDOWS_CORE))
                .isEqualTo(PackageFiles.bytes(200_000));
        assertThat(bytes(catalogue, base + "binaries/" + PackageFiles.LINUX_CORE))
                .isEqualTo(PackageFiles.bytes(5000));
        for (String unnamed : List.of("secret.txt", "binaries/secret.txt", PackageFiles.WINDOWS_BUNDLE)) {
            assertThat(find(catalogue, base + unnamed)).as(unnamed).isEqualTo(new Found.Nothing());
        }
    }

    @Test
    void offersAClientWhatItsPlatformRuns() throws IOException {
        Catalogue catalogue = withPackages();

        assertThat(catalogue.offer(Optional.empty(), Platform.WINDOWS).packages())
                .extracting(ManifestFile::id)
                .containsExactly("VPNCore", "DART");
        assertThat(catalogue.offer(Optional.empty(), Platform.LINUX).packages())
                .extracting(ManifestFile::uri)
                .containsExactly("binaries/" + PackageFiles.LINUX_CORE);
        assertThat(catalogue.offer(Optional.empty(), Platform.MOBILE).packages())
                .isEmpty();
        assertThat(catalogue.offer(Optional.empty(), Platform.UNKNOWN).packages())
                .isEmpty();
        assertThat(catalogue.offer(Optional.of("office.xml"), Platform.MOBILE).profile())
                .contains(OFFICE);
        assertThat(catalogue.offer(Optional.empty(), Platform.WINDOWS).profile())
                .isEmpty();
    }

    @Test
    void offersTheNewestOfSeveralVersions() throws IOException {
        String newer = "anyconnect-linux64-4.10.01075-core-vpn-webdeploy-k9.sh";
        Files.write(directory.resolve(PackageFiles.LINUX_CORE), PackageFiles.bytes(10));
        Files.write(directory.resolve(newer), PackageFiles.bytes(11));
        Catalogue catalogue = new Catalogue(Map.of(), read());

        assertThat(catalogue.offer(Optional.empty(), Platform.LINUX).packages())
                .extracting(ManifestFile::uri)
                .containsExactly("binaries/" + newer);
        assertThat(text(catalogue, "/1/binaries/update.txt", Platform.LINUX)).isEqualTo("4,10,01075\n");
    }

    @Test
    void refusesPackagesThatAreNone() throws IOException {
        Files.writeString(directory.resolve("anyconnect-win-4.10.05095-webdeploy-k9.pkg"), "no zip");
        Files.writeString(directory.resolve("notes.txt"), "not named like a package");
        Files.write(
                directory.resolve("anyconnect-macos-4.10.05095-webdeploy-k9.pkg"),
                PackageFiles.bundle(Map.of("a", new byte[1])));
        Files.write(
                directory.resolve("anyconnect-linux64-4.10.05095-webdeploy-k9.pkg"),
                PackageFiles.bundle(Map.of(
                        "VPNManifest.xml", manifestNaming("../../etc/passwd"), "../../etc/passwd", new byte[1])));
        Files.write(
                directory.resolve("anyconnect-linux64-4.10.05096-webdeploy-k9.pkg"),
                PackageFiles.bundle(Map.of("VPNManifest.xml", manifestNaming("binaries/absent.sh"))));

        assertThat(read().manifest(Platform.UNKNOWN)).isEmpty();
        assertThat(counters.events().of(Event.PACKAGE_REFUSED)).isEqualTo(4);
    }

    @Test
    void doesNotFollowLinksOutOfItsDirectory(@TempDir Path elsewhere) throws IOException {
        Path outside = Files.writeString(elsewhere.resolve("outside"), "not to be had");
        Files.createSymbolicLink(directory.resolve(PackageFiles.LINUX_CORE), outside);

        assertThat(read().manifest(Platform.UNKNOWN)).isEmpty();
    }

    @Test
    void readsAFileAgainOnlyWhenItHasChanged() throws IOException {
        Path file = Files.write(directory.resolve(PackageFiles.LINUX_CORE), PackageFiles.bytes(10));
        PackageDirectory packages = new PackageDirectory(directory, counters);
        Packages first = packages.read();

        assertThat(packages.read()).isSameAs(first);
        assertThat(counters.events().of(Event.PACKAGE_READ)).isEqualTo(1);

        Files.write(file, PackageFiles.bytes(11));
        ManifestFile changed = packages.read().manifest(Platform.LINUX).getFirst();
        assertThat(changed.sha1()).contains(sha1(PackageFiles.bytes(11)));
        assertThat(counters.events().of(Event.PACKAGE_READ)).isEqualTo(2);

        Files.delete(file);
        assertThat(packages.read().manifest(Platform.LINUX)).isEmpty();
    }

    private static byte[] manifestNaming(String uri) {
        return ("<vpn rev=\"1.0\"><file version=\"4.10.05095\" id=\"VPNCore\" is_core=\"yes\" type=\"sh\"><uri>" + uri
                        + "</uri></file></vpn>")
                .getBytes(UTF_8);
    }

    private Catalogue withPackages() throws IOException {
        Files.write(directory.resolve(PackageFiles.WINDOWS_BUNDLE), PackageFiles.windowsBundle(200_000));
        Files.write(directory.resolve(PackageFiles.LINUX_CORE), PackageFiles.bytes(5000));
        return new Catalogue(Map.of("office.xml", OFFICE), read());
    }

    private Packages read() {
        return new PackageDirectory(directory, counters).read();
    }

    private static Found find(Catalogue catalogue, String request) {
        return find(catalogue, request, Platform.UNKNOWN);
    }

    private static Found find(Catalogue catalogue, String request, Platform platform) {
        String[] parts = request.split("\\?", 2);
        return catalogue.find(parts[0], parts.length > 1 ? parts[1] : "", platform);
    }

    private static String text(Catalogue catalogue, String request) {
        return text(catalogue, request, Platform.UNKNOWN);
    }

    private static String text(Catalogue catalogue, String request, Platform platform) {
        return find(catalogue, request, platform) instanceof Found.Public(Document document)
                ? new String(document.bytes(), UTF_8)
                : "not a document: " + find(catalogue, request, platform);
    }

    private static byte[] bytes(Catalogue catalogue, String request) throws IOException {
        if (find(catalogue, request) instanceof Found.Hosted(HostedFile file)) {
            try (InputStream in = file.open()) {
                byte[] bytes = in.readAllBytes();
                assertThat(file.length()).isEqualTo(bytes.length);
                assertThat(file.sha1()).isEqualTo(sha1(bytes));
                return bytes;
            }
        }
        throw new AssertionError("not a file: " + request);
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = CatalogueTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
