package io.sallyport.server.download.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import jakarta.xml.bind.annotation.XmlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The element {@code vpn rev="1.0"}: a document of its own, and part of what a client is told after its sign-in.
 *
 * <p>openconnect takes a profile only from a manifest of this revision, and only with type and service type as they stand here.
 */
@XmlRootElement(name = "vpn")
@XmlAccessorType(XmlAccessType.FIELD)
public final class ManifestDocument {
    @XmlAttribute
    final String rev = "1.0";

    @XmlElement(name = "file")
    final List<File> files = new ArrayList<>();

    /** Of client packages. */
    public static ManifestDocument of(List<ManifestFile> packages) {
        ManifestDocument document = new ManifestDocument();
        packages.forEach(file -> document.files.add(File.of(file)));
        return document;
    }

    /**
     * Of the user's profile.
     *
     * @param sha1 40 digits of upper-case hex
     */
    public static ManifestDocument ofProfile(String uri, String sha1) {
        File file = new File();
        file.type = "profile";
        file.serviceType = "user";
        file.uri = uri;
        file.hash = Hash.of(sha1);
        ManifestDocument document = new ManifestDocument();
        document.files.add(file);
        return document;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(propOrder = {"uri", "displayName", "hash"})
    static final class File {
        @XmlAttribute
        @Nullable
        String version;

        @XmlAttribute
        @Nullable
        String id;

        @XmlAttribute(name = "is_core")
        @Nullable
        String core;

        @XmlAttribute
        @Nullable
        String type;

        @XmlAttribute(name = "service-type")
        @Nullable
        String serviceType;

        @XmlAttribute
        @Nullable
        String action;

        @XmlAttribute
        @Nullable
        String os;

        @XmlAttribute
        @Nullable
        String module;

        @XmlElement
        @Nullable
        String uri;

        @XmlElement(name = "display-name")
        @Nullable
        String displayName;

        @XmlElement
        @Nullable
        Hash hash;

        private static File of(ManifestFile described) {
            File file = new File();
            file.version = described.version();
            file.id = described.id();
            file.core = described.core() ? "yes" : "no";
            file.type = described.type();
            file.action = "install";
            file.os = described.os().orElse(null);
            file.module = described.module().orElse(null);
            file.uri = described.uri();
            file.displayName = described.displayName().orElse(null);
            file.hash = described.sha1().map(Hash::of).orElse(null);
            return file;
        }

        ManifestFile described() {
            return new ManifestFile(
                    text(version),
                    text(id),
                    text(core).equalsIgnoreCase("yes"),
                    text(type),
                    given(os),
                    given(module),
                    text(uri),
                    given(displayName),
                    Optional.empty());
        }

        private static String text(@Nullable String value) {
            return value == null ? "" : value.strip();
        }

        private static Optional<String> given(@Nullable String value) {
            return Optional.of(text(value)).filter(text -> !text.isEmpty());
        }
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Hash {
        @XmlAttribute
        final String type = "sha1";

        @XmlValue
        @Nullable
        String sum;

        private static Hash of(String sha1) {
            Hash hash = new Hash();
            hash.sum = sha1;
            return hash;
        }
    }
}
