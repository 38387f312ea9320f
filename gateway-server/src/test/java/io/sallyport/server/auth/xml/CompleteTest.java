package io.sallyport.server.auth.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.config.Secret;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.download.ClientProfile;
import io.sallyport.server.download.Offer;
import io.sallyport.server.download.Platform;
import io.sallyport.server.download.xml.ManifestFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What a client is told to fetch once it is in: in {@code complete}, and once more in the header of CONNECT. */
class CompleteTest {
    private static final Offer NO_OFFER = new Offer(Platform.LINUX, List.of(), Optional.empty());

    private static final ServerMessage.Complete COMPLETE = new ServerMessage.Complete(
            "106496",
            new Secret("Token-1"),
            Optional.of("Grüße 😀\nsecond <line>"),
            "33C06F4852C954CC9753F601088C942F6065C349",
            Optional.of("office.xml"));

    private static final Offer OFFER = new Offer(
            Platform.WINDOWS,
            List.of(new ManifestFile(
                    "4.10.05095",
                    "VPNCore",
                    true,
                    "msi",
                    Optional.of("win:6.1.7601"),
                    Optional.empty(),
                    "binaries/anyconnect-win-4.10.05095-core-vpn-webdeploy-k9.msi",
                    Optional.of("AnyConnect VPN"),
                    Optional.of("0123456789ABCDEF0123456789ABCDEF01234567"))),
            Optional.of(new ClientProfile(
                    "office.xml",
                    new io.sallyport.server.download.Document("text/xml", new byte[0], ""),
                    "A8B0B07FBA93D06E8501E40AB807AEE2464E73B7")));

    @Test
    void completesWithWhatTheClientIsToFetch() throws Exception {
        String written = text(OFFER);

        assertThat(written + "\n").isEqualTo(golden("complete-with-offer.xml"));
    }

    @Test
    void offersNothingWhereNothingIsHosted() throws Exception {
        Document complete = parse(text(NO_OFFER));

        assertThat(at(complete, "count(//vpn-core-manifest)")).isEqualTo("0");
        assertThat(at(complete, "count(//vpn-profile-manifest)")).isEqualTo("0");
        assertThat(at(complete, "/config-auth/config/opaque/@is-for")).isEqualTo("vpn-client");
    }

    @Test
    void repeatsCompleteOnOneLineOfAscii() throws Exception {
        String line = ServerMessages.writeLine(COMPLETE, OFFER);

        assertThat(line)
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?><config-auth ")
                .matches("[ -~]+");
        Document repeated = parse(line);
        Document said = parse(text(OFFER));
        repeated.normalizeDocument();
        said.normalizeDocument();
        assertThat(repeated.isEqualNode(said)).isTrue();
        assertThat(at(repeated, "/config-auth/auth/banner")).isEqualTo("Grüße 😀\nsecond <line>");
    }

    @Test
    void keepsTheLongestCompleteWithinAHeader() {
        ManifestFile longest = new ManifestFile(
                "999999999.999999999.999999999.999999999.999999999",
                "i".repeat(128),
                false,
                "t".repeat(128),
                Optional.of("o".repeat(128)),
                Optional.of("m".repeat(128)),
                "u".repeat(128),
                Optional.of("&".repeat(128)),
                Optional.of("F".repeat(40)));
        ServerMessage.Complete complete = new ServerMessage.Complete(
                "2147483647",
                new Secret("T".repeat(43)),
                Optional.of("\uFFEE".repeat(2000)),
                "F".repeat(40),
                Optional.empty());

        assertThat(ServerMessages.writeLine(
                        complete, new Offer(Platform.WINDOWS, Collections.nCopies(24, longest), Optional.empty())))
                .hasSizeLessThan(60_000);
    }

    private static String text(Offer offer) {
        return new String(ServerMessages.write(COMPLETE, offer, Dialect.AGGREGATE_AUTH_2), StandardCharsets.UTF_8);
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = CompleteTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Document parse(String text) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)));
    }

    private static String at(Document document, String path) throws Exception {
        return XPathFactory.newDefaultInstance().newXPath().evaluate(path, document);
    }
}
