package io.sallyport.server.download;

import io.sallyport.server.download.HostedFile.Source;
import io.sallyport.server.download.Packages.Part;
import io.sallyport.server.download.xml.ManifestFile;
import io.sallyport.server.download.xml.Manifests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which client packages lie. Each file is read once, and again when it has changed. Links are not followed.
 *
 * <p>Confined to one thread at a time; blocks.
 */
final class PackageDirectory {
    private static final Logger log = LoggerFactory.getLogger(PackageDirectory.class);
    private static final String MANIFEST = "VPNManifest.xml";
    private static final int LONGEST_MANIFEST = 256 * 1024;
    private static final int MOST_FILES = 256;
    private static final int LONGEST_WORD = 128;
    /** What clients ask for becomes a key, never a path; this keeps keys within what a request may look like. */
    private static final Pattern URI =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,3}");

    /** What a file has come to. */
    private record Known(Stamp stamp, List<Part> parts) {}

    private final Path directory;
    private final DownloadCounters counters;
    private Map<Path, Known> known = new LinkedHashMap<>();
    private Packages packages = Packages.NONE;
    private boolean listable = true;

    PackageDirectory(Path directory, DownloadCounters counters) {
        this.directory = directory;
        this.counters = counters;
    }

    Path path() {
        return directory;
    }

    /** What lies there now; the same object as before if nothing has changed, or nobody can tell. */
    Packages read() {
        present().ifPresent(this::read);
        return packages;
    }

    private void read(SortedMap<Path, Stamp> present) {
        Map<Path, Known> next = new LinkedHashMap<>();
        present.forEach((file, stamp) -> {
            Known before = known.get(file);
            next.put(file, before != null && before.stamp().equals(stamp) ? before : new Known(stamp, parts(file)));
        });
        if (!next.equals(known)) {
            known = next;
            packages = new Packages(next.values().stream()
                    .flatMap(file -> file.parts().stream())
                    .toList());
            log.info("client packages read: directory={} files={}", directory, next.size());
        }
    }

    /** Empty if the directory cannot be listed; one that is not there holds nothing. */
    private Optional<SortedMap<Path, Stamp>> present() {
        SortedMap<Path, Stamp> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (files.size() < MOST_FILES) {
                    stamp(entry).ifPresent(stamp -> files.put(entry, stamp));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            files.clear();
        } catch (IOException | DirectoryIteratorException e) {
            if (listable) {
                log.warn("client packages cannot be listed: directory={} detail={}", directory, e.getMessage());
            }
            listable = false;
            return Optional.empty();
        }
        listable = true;
        return Optional.of(files);
    }

    /** Empty if this is no file, or has gone meanwhile. */
    private static Optional<Stamp> stamp(Path entry) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? Optional.of(Stamp.of(attributes)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private List<Part> parts(Path file) {
        String fileName = String.valueOf(file.getFileName());
        Optional<PackageName> name = PackageName.parse(fileName);
        if (name.isEmpty()) {
            log.info("not a client package by its name: file={}", file);
            return List.of();
        }
        try {
            List<Part> parts = name.get().isBundle() ? bundle(file, name.get()) : loose(file, fileName, name.get());
            counters.events().count(DownloadCounters.Event.PACKAGE_READ);
            return parts;
        } catch (IOException e) {
            counters.events().count(DownloadCounters.Event.PACKAGE_REFUSED);
            log.warn("client package refused: file={} detail={}", file, e.getMessage());
            return List.of();
        }
    }

    private static List<Part> loose(Path file, String fileName, PackageName name) throws IOException {
        ManifestFile described = name.described("binaries/" + fileName)
                .orElseThrow(() -> new IOException("installs nothing that is known: " + name.module()));
        HostedFile hosted = hosted(new Source.Plain(file), Files.size(file));
        return List.of(new Part(name.platform(), name.version(), described.withSha1(hosted.sha1()), hosted));
    }

    /** Everything that the package's own manifest names. */
    private static List<Part> bundle(Path file, PackageName name) throws IOException {
        List<Part> parts = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ManifestFile described : Manifests.read(manifest(zip))) {
                PackageVersion version = PackageVersion.parse(described.version())
                        .orElseThrow(() -> new IOException("a version that is none in its manifest"));
                ZipEntry member = zip.getEntry(legal(described).uri());
                if (member == null || member.isDirectory() || member.getSize() < 0) {
                    throw new IOException("its manifest names what it does not hold: " + described.uri());
                }
                HostedFile hosted = hosted(new Source.Member(file, member.getName()), member.getSize());
                parts.add(new Part(name.platform(), version, described.withSha1(hosted.sha1()), hosted));
            }
        }
        return parts;
    }

    private static byte[] manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw new IOException("no " + MANIFEST + " in it");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LONGEST_MANIFEST + 1);
            if (bytes.length > LONGEST_MANIFEST) {
                throw new IOException(MANIFEST + " is longer than " + LONGEST_MANIFEST + " bytes");
            }
            return bytes;
        }
    }

    private static ManifestFile legal(ManifestFile described) throws IOException {
        boolean words = List.of(
                        described.id(),
                        described.type(),
                        described.os().orElse(""),
                        described.module().orElse(""),
                        described.displayName().orElse(""))
                .stream()
                .allMatch(word -> word.length() <= LONGEST_WORD
                        && word.chars().allMatch(character -> character >= ' ' && character < 0x7F));
        if (!words
                || described.uri().length() > LONGEST_WORD
                || !URI.matcher(described.uri()).matches()) {
            throw new IOException("its manifest holds what no package needs");
        }
        return described;
    }

    private static HostedFile hosted(Source source, long length) throws IOException {
        try (InputStream in = HostedFile.open(source)) {
            return new HostedFile(source, length, Sha1.of(in));
        }
    }
}
