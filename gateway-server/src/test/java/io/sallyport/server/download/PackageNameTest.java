package io.sallyport.server.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.server.download.xml.ManifestFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageNameTest {

    @ParameterizedTest
    @CsvSource({
        "anyconnect-win-4.10.05095-webdeploy-k9.pkg, WINDOWS, 4.10.05095, '', pkg",
        "anyconnect-macos-4.10.05095-webdeploy-k9.pkg, MACOS, 4.10.05095, '', pkg",
        "anyconnect-linux64-4.10.05095-webdeploy-k9.pkg, LINUX, 4.10.05095, '', pkg",
        "cisco-secure-client-win-arm64-5.1.2.42-webdeploy-k9.pkg, WINDOWS_ARM64, 5.1.2.42, '', pkg",
        "cisco-secure-client-linux-arm64-5.1.2.42-webdeploy.pkg, LINUX_ARM64, 5.1.2.42, '', pkg",
        "anyconnect-win-4.10.05095-core-vpn-webdeploy-k9.msi, WINDOWS, 4.10.05095, core-vpn, msi",
        "cisco-secure-client-win-5.1.2.42-iseposture-webdeploy-k9.msi, WINDOWS, 5.1.2.42, iseposture, msi",
        "anyconnect-macos-4.10.05095-dart-webdeploy-k9.dmg, MACOS, 4.10.05095, dart, dmg",
        "anyconnect-linux64-4.10.05095-core-vpn-webdeploy-k9.sh, LINUX, 4.10.05095, core-vpn, sh",
    })
    void readsTheNamesThatCiscoGives(String name, Platform platform, String version, String module, String type) {
        assertThat(PackageName.parse(name))
                .contains(
                        new PackageName(platform, PackageVersion.parse(version).orElseThrow(), module, type));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "README.txt",
                "anyconnect-win-4.10.05095-predeploy-k9.zip",
                "anyconnect-solaris-4.10.05095-webdeploy-k9.pkg",
                "anyconnect-win-webdeploy-k9.pkg",
                "anyconnect-win-4..10-webdeploy-k9.pkg",
                "anyconnect-win-99999999999.1-webdeploy-k9.pkg",
                "../anyconnect-win-4.10.05095-webdeploy-k9.pkg",
                "anyconnect-win-4.10.05095-webdeploy-k9.pkg.part"
            })
    void takesNothingElse(String name) {
        assertThat(PackageName.parse(name)).isEmpty();
    }

    @Test
    void knowsWhatAModuleInstalls() {
        ManifestFile core = described("anyconnect-win-4.10.05095-core-vpn-webdeploy-k9.msi");
        ManifestFile dart = described("anyconnect-win-4.10.05095-dart-webdeploy-k9.msi");

        assertThat(core.id()).isEqualTo("VPNCore");
        assertThat(core.core()).isTrue();
        assertThat(core.module()).isEmpty();
        assertThat(dart.id()).isEqualTo("DART");
        assertThat(dart.core()).isFalse();
        assertThat(dart.module()).contains("dart");
        assertThat(PackageName.parse("anyconnect-win-4.10.05095-games-webdeploy-k9.msi")
                        .orElseThrow()
                        .described("x"))
                .isEmpty();
    }

    private static ManifestFile described(String name) {
        return PackageName.parse(name)
                .orElseThrow()
                .described("binaries/" + name)
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"4.10.05095, 4.9.06037", "5.0.00556, 4.10.05095", "5.1.2.42, 5.1.2", "4.10.5096, 4.10.05095"})
    void ordersVersionsByTheirNumbers(String newer, String older) {
        assertThat(PackageVersion.parse(newer).orElseThrow())
                .isGreaterThan(PackageVersion.parse(older).orElseThrow());
    }

    @Test
    void writesVersionsWithCommas() {
        assertThat(PackageVersion.parse("4.10.05095").orElseThrow().withCommas())
                .isEqualTo("4,10,05095");
    }

    @ParameterizedTest
    @CsvSource({
        "win, 'AnyConnect Windows 4.10.05095', WINDOWS",
        "'win 4.10 LAPTOP', '', WINDOWS",
        "'', 'AnyConnect Windows_ARM64 5.1.2.42', WINDOWS_ARM64",
        "mac-intel, 'AnyConnect Darwin_i386 4.9.06037', MACOS",
        "'', 'AnyConnect Darwin_i386 4.9.06037', MACOS",
        "'linux-64 v9.01 laptop', 'Open AnyConnect VPN Agent v9.01', LINUX",
        "'', 'AnyConnect Linux_64 4.7.04056', LINUX",
        "apple-ios, '', MOBILE",
        "'', 'AnyConnect AppleSSLVPN_Darwin_ARM (iPhone) 5.0.05140', MOBILE",
        "'', 'Cisco AnyConnect VPN Agent for Apple iPhone', MOBILE",
        "android, 'AnyConnect Android 5.0.05140', MOBILE",
        "'', 'Open AnyConnect VPN Agent v9.01', UNKNOWN",
        "'', '', UNKNOWN"
    })
    void tellsPlatformsApart(String device, String agent, Platform platform) {
        assertThat(Platform.of(device, agent)).isEqualTo(platform);
    }
}
