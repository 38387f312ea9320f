package io.sallyport.server.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Client packages as Cisco would give them out, but for what is in them. */
public final class PackageFiles {
    public static final String WINDOWS_CORE = "anyconnect-win-4.10.05095-core-vpn-webdeploy-k9.msi";
    public static final String WINDOWS_DART = "anyconnect-win-4.10.05095-dart-webdeploy-k9.msi";
    public static final String WINDOWS_BUNDLE = "anyconnect-win-4.10.05095-webdeploy-k9.pkg";
    public static final String LINUX_CORE = "anyconnect-linux64-4.9.06037-core-vpn-webdeploy-k9.sh";

    private PackageFiles() {}

    /** Bytes that look like nothing and are always the same. */
    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** A package of packages with a manifest. */
    public static byte[] windowsBundle(int coreLength) {
        String manifest = """
                <?xml version="1.0" encoding="UTF-8"?>
                <vpn rev="1.0">
                  <file version="4.10.05095" id="VPNCore" is_core="yes" type="msi" action="install" os="win:6.1.7601">
                    <uri>binaries/%s</uri>
                    <display-name>AnyConnect Secure Mobility Client</display-name>
                  </file>
                  <file version="4.10.05095" id="DART" is_core="no" type="msi" action="install" module="dart">
                    <uri>binaries/%s</uri>
                  </file>
                </vpn>
                """.formatted(WINDOWS_CORE, WINDOWS_DART);
        return bundle(Map.of(
                "VPNManifest.xml",
                manifest.getBytes(StandardCharsets.UTF_8),
                "binaries/" + WINDOWS_CORE,
                bytes(coreLength),
                "binaries/" + WINDOWS_DART,
                bytes(1000),
                "secret.txt",
                bytes(10)));
    }

    static byte[] bundle(Map<String, byte[]> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
