package io.sallyport.server.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An AnyConnect profile, byte for byte as its file has it.
 *
 * @param name under which clients fetch and keep it
 * @param sha1 40 digits of upper-case hex
 */
public record ClientProfile(String name, Document document, String sha1) {
    private static final int LONGEST = 1024 * 1024;

    static ClientProfile of(String name, byte[] bytes) {
        Document document = Document.xml(bytes);
        return new ClientProfile(name, document, document.sha1());
    }

    /** Where clients find it. */
    public String uri() {
        return "/CACHE/stc/profiles/" + name;
    }

    /**
     * The bytes of a profile's file.
     *
     * @throws IOException also if it is longer than any profile
     */
    public static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException("longer than " + LONGEST + " bytes");
            }
            return bytes;
        }
    }
}
