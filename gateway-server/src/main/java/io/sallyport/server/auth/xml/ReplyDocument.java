package io.sallyport.server.auth.xml;

import io.sallyport.server.download.xml.ManifestDocument;
import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import jakarta.xml.bind.annotation.XmlValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway sends, element by element: {@code config-auth} of type auth-request or complete, or a bare {@code auth}. */
@XmlRootElement(name = "config-auth")
@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(
        propOrder = {
            "version",
            "sessionId",
            "sessionToken",
            "opaque",
            "clientCertRequest",
            "multipleClientCertRequest",
            "random",
            "certAuthenticated",
            "auth",
            "capabilities",
            "config"
        })
final class ReplyDocument {
    @XmlAttribute
    final String client = "vpn";

    @XmlAttribute
    @Nullable
    String type;

    @XmlAttribute(name = "aggregate-auth-version")
    @Nullable
    String aggregateAuthVersion;

    @XmlElement
    @Nullable
    Version version;

    @XmlElement(name = "session-id")
    @Nullable
    String sessionId;

    @XmlElement(name = "session-token")
    @Nullable
    String sessionToken;

    @XmlElement
    @Nullable
    Opaque opaque;

    /** Empty, if it is there. */
    @XmlElement(name = "client-cert-request")
    @Nullable
    String clientCertRequest;

    @XmlElement(name = "multiple-client-cert-request")
    @Nullable
    MultipleClientCertRequest multipleClientCertRequest;

    @XmlElement
    @Nullable
    String random;

    /** Empty, if it is there. */
    @XmlElement(name = "cert-authenticated")
    @Nullable
    String certAuthenticated;

    @XmlElement
    @Nullable
    Auth auth;

    @XmlElement
    @Nullable
    Capabilities capabilities;

    @XmlElement
    @Nullable
    Config config;

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Version {
        @XmlAttribute
        final String who = "sg";

        @XmlValue
        @Nullable
        String number;
    }

    /** Comes back as it was sent. */
    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(propOrder = {"tunnelGroup", "handle", "groupAlias", "configHash"})
    static final class Opaque {
        @XmlAttribute(name = "is-for")
        final String isFor = "sg";

        @XmlElement(name = "tunnel-group")
        @Nullable
        String tunnelGroup;

        @XmlElement(name = "aggauth-handle")
        @Nullable
        String handle;

        @XmlElement(name = "group-alias")
        @Nullable
        String groupAlias;

        @XmlElement(name = "config-hash")
        @Nullable
        String configHash;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class MultipleClientCertRequest {
        @XmlElement(name = "hash-algorithm")
        final List<String> hashes = new ArrayList<>();
    }

    /** By itself it is a page for clients from before config-auth. */
    @XmlRootElement(name = "auth")
    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(propOrder = {"title", "banner", "message", "error", "form"})
    static final class Auth {
        @XmlAttribute
        @Nullable
        String id;

        @XmlElement
        @Nullable
        String title;

        @XmlElement
        @Nullable
        String banner;

        @XmlElement
        @Nullable
        Words message;

        @XmlElement
        @Nullable
        Words error;

        @XmlElement
        @Nullable
        Form form;
    }

    /** A text that clients format: {@code %s} in it stands for a parameter. */
    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Words {
        @XmlAttribute
        @Nullable
        String id;

        @XmlAttribute
        String param1 = "";

        @XmlAttribute
        final String param2 = "";

        @XmlValue
        @Nullable
        String text;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(propOrder = {"inputs", "groups"})
    static final class Form {
        @XmlAttribute
        final String method = "post";

        @XmlAttribute
        @Nullable
        String action;

        @XmlElement(name = "input")
        final List<Input> inputs = new ArrayList<>();

        @XmlElement(name = "select")
        @Nullable
        Select groups;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Input {
        @XmlAttribute
        @Nullable
        String type;

        @XmlAttribute
        @Nullable
        String name;

        @XmlAttribute
        @Nullable
        String label;

        @XmlAttribute
        @Nullable
        String value;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Select {
        @XmlAttribute
        final String name = "group_list";

        @XmlAttribute
        final String label = "GROUP:";

        @XmlElement(name = "option")
        final List<Option> options = new ArrayList<>();
    }

    /** sslcon reads the text, the others the attribute: both say the same. */
    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Option {
        @XmlAttribute
        @Nullable
        String value;

        @XmlAttribute
        @Nullable
        Boolean selected;

        @XmlValue
        @Nullable
        String text;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Capabilities {
        @XmlElement(name = "crypto-supported")
        final String cryptoSupported = "ssl-dhe";
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(propOrder = {"baseConfig", "clientOpaque", "coreManifest", "profileManifest"})
    static final class Config {
        @XmlAttribute
        final String client = "vpn";

        @XmlAttribute
        final String type = "private";

        @XmlElement(name = "vpn-base-config")
        @Nullable
        BaseConfig baseConfig;

        @XmlElement(name = "opaque")
        @Nullable
        ClientOpaque clientOpaque;

        @XmlElement(name = "vpn-core-manifest")
        @Nullable
        Manifest coreManifest;

        @XmlElement(name = "vpn-profile-manifest")
        @Nullable
        Manifest profileManifest;
    }

    /** Where Cisco's gateways put attributes of their operators; sslcon looks for it. */
    @XmlAccessorType(XmlAccessType.FIELD)
    static final class ClientOpaque {
        @XmlAttribute(name = "is-for")
        final String isFor = "vpn-client";

        @XmlElement(name = "custom-attr")
        final String attributes = "";
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Manifest {
        @XmlElement
        @Nullable
        ManifestDocument vpn;

        static Manifest of(ManifestDocument document) {
            Manifest manifest = new Manifest();
            manifest.vpn = document;
            return manifest;
        }
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(propOrder = {"basePackageUri", "serverCertHash"})
    static final class BaseConfig {
        @XmlElement(name = "base-package-uri")
        final String basePackageUri = "/CACHE/stc/1";

        @XmlElement(name = "server-cert-hash")
        @Nullable
        String serverCertHash;
    }
}
