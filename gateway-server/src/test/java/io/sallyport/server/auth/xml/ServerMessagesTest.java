package io.sallyport.server.auth.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.config.Secret;
import io.sallyport.conformance.Requirement;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.ServerMessage.Place;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.auth.ServerMessage.Prompt;
import io.sallyport.server.download.Offer;
import io.sallyport.server.download.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/** Each kind of reply against a golden document, compared as XML: the order of attributes and blank text mean nothing. */
class ServerMessagesTest {
    private static final Offer NOTHING = new Offer(Platform.LINUX, List.of(), Optional.empty());

    private static final Place PLACE = new Place(
            "StaffProfile", "Staff <&> people", "Handle-1", List.of("Guests", "Staff <&> people"), "1761200000000");

    private static final Map<String, ServerMessage> MESSAGES = new TreeMap<>(Map.ofEntries(
            Map.entry("credentials", ask(new Prompt.Credentials(Optional.empty()))),
            Map.entry(
                    "credentials-failed",
                    new ServerMessage.Ask(
                            PLACE,
                            new Prompt.Credentials(Optional.of("alice")),
                            Optional.of(Problem.LOGIN_FAILED),
                            false)),
            Map.entry(
                    "credentials-after-certificate",
                    new ServerMessage.Ask(PLACE, new Prompt.Credentials(Optional.of("alice")), Optional.empty(), true)),
            Map.entry(
                    "password-only",
                    new ServerMessage.Ask(PLACE, new Prompt.PasswordOnly(), Optional.of(Problem.LOGIN_FAILED), true)),
            Map.entry("challenge", ask(new Prompt.Challenge("100 % of the code from your <token>"))),
            Map.entry(
                    "challenge-failed",
                    new ServerMessage.Ask(
                            PLACE, new Prompt.Challenge("Code:"), Optional.of(Problem.WRONG_RESPONSE), false)),
            Map.entry("new-password", ask(new Prompt.NewPassword())),
            Map.entry("certificate", ask(new Prompt.Certificate())),
            Map.entry(
                    "second-certificate",
                    new ServerMessage.Ask(
                            PLACE,
                            new Prompt.SecondCertificate(List.of("sha256", "sha384", "sha512"), "00ff".repeat(16)),
                            Optional.empty(),
                            true)),
            Map.entry("refused", new ServerMessage.Refused(Problem.CERTIFICATE_INVALID)),
            Map.entry(
                    "complete",
                    new ServerMessage.Complete(
                            "106496",
                            new Secret("Token-1"),
                            Optional.of("100 % <authorised> use"),
                            "33C06F48",
                            Optional.empty()))));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "credentials",
                "credentials-failed",
                "credentials-after-certificate",
                "password-only",
                "challenge",
                "challenge-failed",
                "new-password",
                "certificate",
                "second-certificate",
                "refused",
                "complete"
            })
    void saysInXmlWhatTheGoldenDocumentSays(String name) throws Exception {
        assertSame(name + ".xml", write(name, Dialect.AGGREGATE_AUTH_2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"credentials", "challenge", "new-password", "refused", "complete"})
    void saysOnAPageWhatTheGoldenDocumentSays(String name) throws Exception {
        assertSame("page-" + name + ".xml", write(name, Dialect.PAGES));
    }

    @Test
    void writesTheDeclarationAtTheFirstByteInEveryDialect() {
        for (String name : MESSAGES.keySet()) {
            for (Dialect dialect : Dialect.values()) {
                assertThat(text(name, dialect)).as(name).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
            }
        }
    }

    @Test
    void answersInTheVersionThatTheClientKnows() {
        assertThat(text("credentials", Dialect.AGGREGATE_AUTH_1)).contains(" aggregate-auth-version=\"1\"");
        assertThat(text("complete", Dialect.AGGREGATE_AUTH_1)).contains(" aggregate-auth-version=\"1\"");
        assertThat(text("complete", Dialect.AGGREGATE_AUTH_2)).contains(" aggregate-auth-version=\"2\"");
    }

    /** sslcon does not trim what stands in an option. */
    @Test
    void putsNoBlanksAroundTheLabelsOfGroups() {
        assertThat(text("credentials", Dialect.AGGREGATE_AUTH_2)).contains(">Guests</option>");
    }

    /** A page has no way to ask for a certificate. */
    @Test
    void refusesOnAPageWhatAPageCannotAsk() {
        assertThat(text("certificate", Dialect.PAGES))
                .contains("Certificate Validation Failure")
                .doesNotContain("<form");
    }

    /** The session's token travels in the cookie alone. */
    @Test
    void putsNoTokenOnAPage() {
        assertThat(text("complete", Dialect.PAGES)).doesNotContain("Token-1");
    }

    @Test
    void replacesWhatXmlCannotHold() throws Exception {
        String text = text(ask(new Prompt.Challenge("a\0b\u001bc\uD800d\uFFFEe\nf\uD83D\uDE00")));

        Document document = parse(text.getBytes(StandardCharsets.UTF_8));
        assertThat(document.getElementsByTagName("message")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("param1")
                        .getNodeValue())
                .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe f\uD83D\uDE00");
    }

    @Test
    void saysNothingAfterALogout() {
        assertThat(ServerMessages.write(new ServerMessage.LoggedOut(), NOTHING, Dialect.AGGREGATE_AUTH_2))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    @Requirement(87)
    void putsNoPercentSignIntoItsOwnWords(Problem problem) {
        assertThat(problem.text()).doesNotContain("%");
    }

    private static ServerMessage ask(Prompt prompt) {
        return new ServerMessage.Ask(PLACE, prompt, Optional.empty(), false);
    }

    private static byte[] write(String name, Dialect dialect) {
        return ServerMessages.write(Objects.requireNonNull(MESSAGES.get(name)), NOTHING, dialect);
    }

    private static String text(String name, Dialect dialect) {
        return new String(write(name, dialect), StandardCharsets.UTF_8);
    }

    private static String text(ServerMessage message) {
        return new String(ServerMessages.write(message, NOTHING, Dialect.AGGREGATE_AUTH_2), StandardCharsets.UTF_8);
    }

    private static void assertSame(String golden, byte[] written) throws Exception {
        Document expected = parse(resource(golden));
        Document actual = parse(written);
        assertThat(actual.isEqualNode(expected))
                .as("%s:%n%s", golden, new String(written, StandardCharsets.UTF_8))
                .isTrue();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ServerMessagesTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    private static Document parse(byte[] document) throws Exception {
        Document parsed = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(document));
        dropBlanks(parsed);
        parsed.normalize();
        return parsed;
    }

    private static void dropBlanks(Node node) {
        Node next = node.getFirstChild();
        while (next != null) {
            Node child = next;
            next = child.getNextSibling();
            if (child.getNodeType() == Node.TEXT_NODE && child.getNodeValue().isBlank()) {
                node.removeChild(child);
            } else {
                dropBlanks(child);
            }
        }
    }
}
