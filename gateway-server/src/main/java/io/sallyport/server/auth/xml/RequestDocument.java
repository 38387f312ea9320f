package io.sallyport.server.auth.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients send, element by element: {@code config-auth} of type init, auth-reply or logout. Children come in any order,
 * and those that are not named here are skipped.
 *
 * <p>Nothing here has been checked; {@link ClientMessages} makes sense of it.
 */
@XmlRootElement(name = "config-auth")
@XmlAccessorType(XmlAccessType.FIELD)
final class RequestDocument {
    @XmlAttribute
    @Nullable
    String type;

    @XmlAttribute(name = "aggregate-auth-version")
    @Nullable
    String aggregateAuthVersion;

    @XmlElement
    @Nullable
    String version;

    @XmlElement(name = "device-id")
    @Nullable
    DeviceId deviceId;

    @XmlElement(name = "group-access")
    @Nullable
    String groupAccess;

    @XmlElement(name = "group-select")
    @Nullable
    String groupSelect;

    @XmlElementWrapper(name = "capabilities")
    @XmlElement(name = "auth-method")
    @Nullable
    List<String> authMethods;

    /** There if the client has no certificate, or none that it can use. */
    @XmlElement(name = "client-cert-fail")
    @Nullable
    String clientCertFail;

    @XmlElement
    @Nullable
    Opaque opaque;

    @XmlElement
    @Nullable
    Auth auth;

    @XmlElement(name = "session-token")
    @Nullable
    String sessionToken;

    /** The client's platform, and what it tells of the device. */
    @XmlAccessorType(XmlAccessType.FIELD)
    static final class DeviceId {
        @XmlValue
        @Nullable
        String platform;

        @XmlAttribute(name = "computer-name")
        @Nullable
        String computerName;
    }

    /** What the gateway gave the client to carry. */
    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Opaque {
        @XmlElement(name = "aggauth-handle")
        @Nullable
        String handle;
    }

    /** The fields of the form, by the names that clients give them. */
    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Auth {
        @XmlElement
        @Nullable
        String username;

        @XmlElement
        @Nullable
        String password;

        @XmlElement
        @Nullable
        String answer;

        @XmlElement
        @Nullable
        String whichpin;

        @XmlElement(name = "secondary_password")
        @Nullable
        String secondaryPassword;

        @XmlElement(name = "new_password")
        @Nullable
        String newPassword;

        @XmlElement(name = "verify_password")
        @Nullable
        String verifyPassword;

        @XmlElement(name = "client-cert-chain")
        final List<CertificateChain> certificateChains = new ArrayList<>();
    }

    /** One of the machine's, of which nothing is said here, or one of the user's. */
    @XmlAccessorType(XmlAccessType.FIELD)
    static final class CertificateChain {
        @XmlElement(name = "client-cert")
        @Nullable
        String certificates;

        @XmlElement(name = "client-cert-auth-signature")
        @Nullable
        Signature signature;
    }

    /** Base64, with the name of the hash. */
    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Signature {
        @XmlAttribute(name = "hash-algorithm-chosen")
        @Nullable
        String hash;

        @XmlValue
        @Nullable
        String value;
    }
}
