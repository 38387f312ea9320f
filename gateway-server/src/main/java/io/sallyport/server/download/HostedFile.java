package io.sallyport.server.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A file that is too long for memory.
 *
 * @param length bytes
 * @param sha1 40 digits of upper-case hex
 */
public record HostedFile(Source source, long length, String sha1) {

    /** Where its bytes are. */
    public sealed interface Source {
        /** A file in the directory of packages. */
        record Plain(Path file) implements Source {}

        /** A member of a package there. */
        record Member(Path bundle, String name) implements Source {}
    }

    /** Whether any part of it can be had without reading all before it. */
    public boolean isSeekable() {
        return source instanceof Source.Plain;
    }

    /** Its bytes; the caller closes the stream. Blocks, as reading it does. */
    public InputStream open() throws IOException {
        return open(source);
    }

    static InputStream open(Source source) throws IOException {
        return switch (source) {
            case Source.Plain(Path file) -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
            case Source.Member(Path bundle, String name) -> member(bundle, name);
        };
    }

    private static InputStream member(Path bundle, String name) throws IOException {
        ZipFile zip = new ZipFile(bundle.toFile());
        try {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new IOException("no such member: " + name);
            }
            return new MemberStream(zip, zip.getInputStream(entry));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** Closes the package with the member. */
    private static final class MemberStream extends FilterInputStream {
        private final ZipFile zip;

        MemberStream(ZipFile zip, InputStream in) {
            super(in);
            this.zip = zip;
        }

        @Override
        public void close() throws IOException {
            zip.close(); // and all its streams
        }
    }
}
