package io.sallyport.server.auth.xml;

import io.sallyport.config.Secret;
import io.sallyport.server.auth.ClientMessage;
import io.sallyport.server.auth.ClientMessage.Capability;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.Fields;
import io.sallyport.server.auth.Malformed;
import io.sallyport.server.xml.BoundedXmlReader;
import io.sallyport.server.xml.BoundedXmlReader.Bounds;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Reads the {@code config-auth} documents that clients send. Thread-safe. */
public final class ClientMessages {
    private static final JAXBContext CONTEXT = context();
    private static final Fields NO_FIELDS = new Fields(Optional.empty(), Map.of(), Optional.empty());
    private static final String DECLARATION_START = "<?xml";
    private static final String DECLARATION_END = "?>";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private ClientMessages() {}

    /** Whether {@code body} begins like XML. */
    public static boolean looksLikeOne(byte[] body) {
        for (byte next : body) {
            if (next > ' ') {
                return next == '<';
            }
        }
        return false;
    }

    /** @param body UTF-8, whatever its XML declaration says */
    public static ClientMessage read(byte[] body) throws Malformed {
        RequestDocument document = document(withoutDeclaration(utf8(body)));
        String type = document.type == null ? "" : document.type;
        return switch (type) {
            case "init" -> init(document);
            case "auth-reply" -> authReply(document);
            case "logout" -> new ClientMessage.Logout(new Secret(text(document.sessionToken)));
            default -> throw new Malformed("config-auth of an unknown type");
        };
    }

    private static ClientMessage init(RequestDocument document) {
        return new ClientMessage.Init(
                given(document.groupSelect),
                groupAccessPath(text(document.groupAccess)),
                document.clientCertFail != null,
                client(document));
    }

    private static ClientMessage authReply(RequestDocument document) throws Malformed {
        return new ClientMessage.AuthReply(
                document.opaque == null ? Optional.empty() : given(document.opaque.handle),
                given(document.groupSelect),
                document.auth == null ? NO_FIELDS : FilledFields.read(document.auth),
                client(document));
    }

    private static ClientMessage.Client client(RequestDocument document) {
        RequestDocument.DeviceId device = document.deviceId;
        boolean multipleCertificates = document.authMethods != null
                && document.authMethods.stream().anyMatch(method -> text(method).equals("multiple-cert"));
        return new ClientMessage.Client(
                text(document.version),
                device == null ? "" : text(device.platform),
                device == null ? "" : text(device.computerName),
                text(document.aggregateAuthVersion).equals("1") ? Dialect.AGGREGATE_AUTH_1 : Dialect.AGGREGATE_AUTH_2,
                multipleCertificates ? Set.of(Capability.MULTIPLE_CERTIFICATES) : Set.of());
    }

    /** The path of the URL that the user typed; clients put it here, whatever path they POST to. */
    private static Optional<String> groupAccessPath(String url) {
        try {
            return Optional.ofNullable(new URI(url).getPath()).filter(path -> path.length() > 1);
        } catch (URISyntaxException e) {
            return Optional.empty(); // names no group
        }
    }

    private static String utf8(byte[] body) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("not UTF-8");
        }
    }

    /** Some clients' declarations are not well-formed, and none says anything that we follow. */
    private static String withoutDeclaration(String document) {
        int start = document.indexOf(BYTE_ORDER_MARK) == 0 ? 1 : 0;
        while (start < document.length() && Character.isWhitespace(document.charAt(start))) {
            start++;
        }
        if (document.startsWith(DECLARATION_START, start)) {
            int end = document.indexOf(DECLARATION_END, start);
            start = end < 0 ? document.length() : end + DECLARATION_END.length();
        }
        return document.substring(start);
    }

    private static RequestDocument document(String text) throws Malformed {
        try {
            Object root = CONTEXT.createUnmarshaller().unmarshal(BoundedXmlReader.of(text, Bounds.OF_STRANGERS));
            if (root instanceof RequestDocument document) {
                return document;
            }
            throw new Malformed("the root is not config-auth");
        } catch (JAXBException | XMLStreamException e) {
            throw new Malformed("not a config-auth document");
        }
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.of(text(value)).filter(text -> !text.isEmpty());
    }

    private static JAXBContext context() {
        try {
            return JAXBContext.newInstance(RequestDocument.class);
        } catch (JAXBException e) {
            throw new AssertionError("the annotations are fixed", e);
        }
    }
}
