package io.sallyport.server.auth.xml;

import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.ServerMessage.Prompt;
import io.sallyport.server.download.Offer;
import io.sallyport.server.download.xml.ManifestDocument;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Marshaller;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes the documents of the gateway, in the dialect of the client. Thread-safe. */
public final class ServerMessages {
    private static final JAXBContext CONTEXT = context();
    private static final XMLOutputFactory WRITERS = XMLOutputFactory.newDefaultFactory();
    /** openconnect looks for it at the first byte. */
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private static final String GATEWAY_VERSION = "1.0(1)";

    private ServerMessages() {}

    /**
     * The document of a reply; empty for {@link ServerMessage.LoggedOut}, which has none.
     *
     * @param offer what the client is to fetch once it is in
     */
    public static byte[] write(ServerMessage message, Offer offer, Dialect dialect) {
        return switch (dialect) {
            case PAGES -> Pages.of(message).map(ServerMessages::xml).orElse(new byte[0]);
            case AGGREGATE_AUTH_1 -> write(message, offer, "1");
            case AGGREGATE_AUTH_2 -> write(message, offer, "2");
        };
    }

    private static byte[] write(ServerMessage message, Offer offer, String version) {
        return switch (message) {
            case ServerMessage.Ask ask -> xml(authRequest(ask, version));
            case ServerMessage.Refused(var problem) -> {
                ReplyDocument document = document("auth-request", version);
                document.auth = AuthNodes.refusal(problem);
                yield xml(document);
            }
            case ServerMessage.Complete complete -> xml(complete(complete, offer, version));
            case ServerMessage.LoggedOut() -> new byte[0];
        };
    }

    /** The document of {@code complete} on one line of printable ASCII, for a header. */
    public static String writeLine(ServerMessage.Complete complete, Offer offer) {
        StringBuilder line = new StringBuilder(DECLARATION.strip());
        fragment(complete(complete, offer, "2")).codePoints().forEach(character -> {
            if (character >= ' ' && character < 0x7F) {
                line.append((char) character);
            } else {
                line.append("&#").append(character).append(';'); // in texts only: names and markup are ASCII
            }
        });
        return line.toString();
    }

    private static ReplyDocument authRequest(ServerMessage.Ask ask, String version) {
        ReplyDocument document = document("auth-request", version);
        document.opaque = opaque(ask.place());
        switch (ask.prompt()) {
            case Prompt.Certificate() -> document.clientCertRequest = "";
            case Prompt.SecondCertificate(List<String> hashes, String random) -> {
                document.multipleClientCertRequest = new ReplyDocument.MultipleClientCertRequest();
                document.multipleClientCertRequest.hashes.addAll(hashes);
                document.random = random;
            }
            case Prompt.Credentials _, Prompt.PasswordOnly _, Prompt.Challenge _, Prompt.NewPassword _ ->
                document.auth = AuthNodes.form(ask, "/").orElse(null);
        }
        if (ask.certificateAccepted()) {
            document.certAuthenticated = "";
        }
        return document;
    }

    private static ReplyDocument.Opaque opaque(ServerMessage.Place place) {
        ReplyDocument.Opaque opaque = new ReplyDocument.Opaque();
        opaque.tunnelGroup = place.tunnelGroup();
        opaque.handle = place.handle();
        opaque.groupAlias = place.groupAlias();
        opaque.configHash = place.configHash();
        return opaque;
    }

    private static ReplyDocument complete(ServerMessage.Complete complete, Offer offer, String version) {
        ReplyDocument document = document("complete", version);
        document.sessionId = complete.sessionId();
        document.sessionToken = complete.sessionToken().reveal();
        document.auth = AuthNodes.success(complete.banner());
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

    private static ReplyDocument document(String type, String version) {
        ReplyDocument document = new ReplyDocument();
        document.type = type;
        document.aggregateAuthVersion = version;
        ReplyDocument.Version gateway = new ReplyDocument.Version();
        gateway.number = GATEWAY_VERSION;
        document.version = gateway;
        return document;
    }

    private static byte[] xml(Object document) {
        return (DECLARATION + fragment(document)).getBytes(StandardCharsets.UTF_8);
    }

    /** Without declaration, and without white space between elements. */
    private static String fragment(Object document) {
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
