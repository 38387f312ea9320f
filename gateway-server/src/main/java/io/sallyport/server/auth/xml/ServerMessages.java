package io.sallyport.server.auth.xml;

import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.download.Offer;
import io.sallyport.server.download.xml.ManifestDocument;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Marshaller;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes the {@code config-auth} documents of the gateway. Thread-safe. */
public final class ServerMessages {
    private static final JAXBContext CONTEXT = context();
    private static final XMLOutputFactory WRITERS = XMLOutputFactory.newDefaultFactory();
    /** openconnect looks for it at the first byte. */
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private static final String GATEWAY_VERSION = "1.0(1)";
    private static final String ERROR_ID = "13";

    private ServerMessages() {}

    /**
     * The document of a reply; empty for {@link ServerMessage.LoggedOut}, which has none.
     *
     * @param offer what the client is to fetch once it is in
     */
    public static byte[] write(ServerMessage message, Offer offer, String configHash) {
        return switch (message) {
            case ServerMessage.Form form -> xml(authRequest(form, configHash));
            case ServerMessage.Refused(Problem problem) -> xml(refusal(problem));
            case ServerMessage.Complete complete -> xml(complete(complete, offer));
            case ServerMessage.LoggedOut() -> new byte[0];
        };
    }

    /** The document of {@code complete} on one line of printable ASCII, for a header. */
    public static String writeLine(ServerMessage.Complete complete, Offer offer) {
        StringBuilder line = new StringBuilder(DECLARATION.strip());
        fragment(complete(complete, offer)).codePoints().forEach(character -> {
            if (character >= ' ' && character < 0x7F) {
                line.append((char) character);
            } else {
                line.append("&#").append(character).append(';'); // in texts only: names and markup are ASCII
            }
        });
        return line.toString();
    }

    private static ReplyDocument authRequest(ServerMessage.Form form, String configHash) {
        ReplyDocument document = document("auth-request");
        ReplyDocument.Opaque opaque = new ReplyDocument.Opaque();
        opaque.tunnelGroup = form.tunnelGroup();
        opaque.handle = form.handle();
        opaque.groupAlias = form.groupAlias();
        opaque.configHash = configHash;
        document.opaque = opaque;
        ReplyDocument.Auth auth = new ReplyDocument.Auth();
        auth.id = "main";
        auth.title = "Login";
        auth.message = words("Please enter your username and password.");
        form.problem().ifPresent(problem -> auth.error = error(problem));
        auth.form = credentials(form);
        document.auth = auth;
        return document;
    }

    private static ReplyDocument.Form credentials(ServerMessage.Form form) {
        ReplyDocument.Form fields = new ReplyDocument.Form();
        fields.inputs.add(input("text", "username", "Username:"));
        fields.inputs.add(input("password", "password", "Password:"));
        ReplyDocument.Select groups = new ReplyDocument.Select();
        for (String alias : form.groups()) {
            ReplyDocument.Option option = new ReplyDocument.Option();
            option.value = alias;
            option.text = alias;
            option.selected = alias.equals(form.groupAlias()) ? Boolean.TRUE : null;
            groups.options.add(option);
        }
        fields.groups = groups;
        return fields;
    }

    private static ReplyDocument refusal(Problem problem) {
        ReplyDocument document = document("auth-request");
        ReplyDocument.Auth auth = new ReplyDocument.Auth();
        auth.id = "main";
        auth.title = "Login";
        auth.error = error(problem);
        document.auth = auth;
        return document;
    }

    private static ReplyDocument complete(ServerMessage.Complete complete, Offer offer) {
        ReplyDocument document = document("complete");
        document.sessionId = complete.sessionId();
        document.sessionToken = complete.sessionToken().reveal();
        ReplyDocument.Auth auth = new ReplyDocument.Auth();
        auth.id = "success";
        auth.banner = complete.banner().orElse(null);
        auth.message = words("");
        auth.message.id = "0";
        document.auth = auth;
        document.capabilities = new ReplyDocument.Capabilities();
        ReplyDocument.BaseConfig baseConfig = new ReplyDocument.BaseConfig();
        baseConfig.serverCertHash = complete.serverCertificateHash();
        ReplyDocument.Config config = new ReplyDocument.Config();
        config.baseConfig = baseConfig;
        config.clientOpaque = new ReplyDocument.ClientOpaque();
        if (!offer.packages().isEmpty()) {
            config.coreManifest = ReplyDocument.Manifest.of(ManifestDocument.of(offer.packages()));
        }
        offer.profile()
                .ifPresent(profile -> config.profileManifest =
                        ReplyDocument.Manifest.of(ManifestDocument.ofProfile(profile.uri(), profile.sha1())));
        document.config = config;
        return document;
    }

    private static ReplyDocument document(String type) {
        ReplyDocument document = new ReplyDocument();
        document.type = type;
        ReplyDocument.Version version = new ReplyDocument.Version();
        version.number = GATEWAY_VERSION;
        document.version = version;
        return document;
    }

    private static ReplyDocument.Input input(String type, String name, String label) {
        ReplyDocument.Input input = new ReplyDocument.Input();
        input.type = type;
        input.name = name;
        input.label = label;
        return input;
    }

    private static ReplyDocument.Words words(String text) {
        ReplyDocument.Words words = new ReplyDocument.Words();
        words.text = text;
        return words;
    }

    private static ReplyDocument.Words error(Problem problem) {
        ReplyDocument.Words words = words(problem.text());
        words.id = ERROR_ID;
        return words;
    }

    private static byte[] xml(ReplyDocument document) {
        return (DECLARATION + fragment(document)).getBytes(StandardCharsets.UTF_8);
    }

    /** Without declaration, and without white space between elements. */
    private static String fragment(ReplyDocument document) {
        StringWriter text = new StringWriter();
        try {
            Marshaller marshaller = CONTEXT.createMarshaller();
            marshaller.setProperty(Marshaller.JAXB_FRAGMENT, true);
            XMLStreamWriter writer = WRITERS.createXMLStreamWriter(text);
            marshaller.marshal(document, writer);
            writer.flush();
        } catch (JAXBException | XMLStreamException e) {
            throw new AssertionError("writing a document of ours to memory", e);
        }
        return text.toString();
    }

    private static JAXBContext context() {
        try {
            return JAXBContext.newInstance(ReplyDocument.class);
        } catch (JAXBException e) {
            throw new AssertionError("the annotations are fixed", e);
        }
    }
}
