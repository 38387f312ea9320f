package io.sallyport.server.download.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.config.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileCheckTest {
    private static final Path FILE = Path.of("mistakes.xml");
    private static final Path SAMPLE = Path.of("../conf/samples/office.xml");
    private static final String OPEN = "<AnyConnectProfile xmlns=\"http://schemas.xmlsoap.org/encoding/\">";
    private static final String CLOSE = "</AnyConnectProfile>";

    @Test
    void findsNothingWrongWithTheSample() throws IOException {
        ProfileFindings findings = ProfileCheck.of(SAMPLE, Files.readAllBytes(SAMPLE));

        assertThat(findings.unusable()).isEmpty();
        assertThat(findings.mistakes()).isEmpty();
        assertThat(findings.unknown()).isEmpty();
    }

    @Test
    void saysWhereEachMistakeIs() throws IOException {
        ProfileFindings findings = ProfileCheck.of(FILE, resource("mistakes.xml"));

        assertThat(findings.unusable()).isEmpty();
        assertThat(findings.mistakes())
                .extracting(Problem::toString)
                .containsExactlyElementsOf(
                        new String(resource("mistakes.problems"), UTF_8).lines().toList());
        assertThat(findings.unknown())
                .extracting(Problem::toString)
                .containsExactly("mistakes.xml:17:5: AnyConnectProfile.ClientInitialization.UseStartBeforeLogin:"
                        + " found an element that this version does not know, expected one that clients know");
    }

    @Test
    void saysTheSameWhateverEndsTheLines() throws IOException {
        String text = new String(resource("mistakes.xml"), UTF_8);

        assertThat(ProfileCheck.of(FILE, text.replace("\n", "\r\n").getBytes(UTF_8)))
                .isEqualTo(ProfileCheck.of(FILE, text.getBytes(UTF_8)));
        assertThat(ProfileCheck.of(FILE, ("\uFEFF" + text).getBytes(UTF_8)))
                .isEqualTo(ProfileCheck.of(FILE, text.getBytes(UTF_8)));
    }

    @Test
    void countsLinesInALongProfile() {
        StringBuilder text = new StringBuilder(OPEN).append("<ServerList>\n");
        for (int i = 0; i < 4000; i++) {
            text.append(
                    "  <HostEntry><HostName>gateway %d</HostName><HostAddress>vpn%d.example.test</HostAddress></HostEntry>\n"
                            .formatted(i, i));
        }
        text.append("   <HostEntry><HostName>last</HostName></HostEntry>\n</ServerList>")
                .append(CLOSE);

        assertThat(ProfileCheck.of(FILE, text.toString().getBytes(UTF_8)).mistakes())
                .singleElement()
                .satisfies(problem -> assertThat(problem.at()).hasToString("4002:4"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <a>                                | 1:4
            <a>\\n  <b></a>                    | 2:8
            ''                                 | 1:1
            hello                              | 1:1
            <a/><b/>                           | 1:6
            <a>&nbsp;</a>                      | 1:10
            \\n <!DOCTYPE a [<!ENTITY x "y">]><a/> | 2:2
            """)
    void cannotUseWhatIsNoXml(String text, String place) {
        ProfileFindings findings =
                ProfileCheck.of(FILE, text.replace("\\n", "\n").getBytes(UTF_8));

        assertThat(findings.unusable()).isPresent().get().satisfies(problem -> {
            assertThat(problem.at()).hasToString(place);
            assertThat(problem.toString()).endsWith("expected well-formed XML without a document type");
        });
    }

    @Test
    void cannotUseWhatIsNotUtf8() {
        byte[] latin = (OPEN + "\u00e4" + CLOSE).getBytes(StandardCharsets.ISO_8859_1);

        assertThat(ProfileCheck.of(FILE, latin).unusable()).isPresent();
    }

    @Test
    void cannotUseWhatIsNestedBeyondReason() {
        String deep = OPEN + "<a>".repeat(100) + "</a>".repeat(100) + CLOSE;

        assertThat(ProfileCheck.of(FILE, deep.getBytes(UTF_8)).unusable())
                .get()
                .asString()
                .contains("nested too deeply");
    }

    @Test
    void wantsTheRootAndTheNamespaceOfAProfile() {
        assertThat(ProfileCheck.of(FILE, "\n<AnyConnectProfile/>".getBytes(UTF_8))
                        .mistakes())
                .extracting(Problem::toString)
                .containsExactly("mistakes.xml:2:1: AnyConnectProfile: found this root in no namespace,"
                        + " expected AnyConnectProfile in http://schemas.xmlsoap.org/encoding/");
        assertThat(ProfileCheck.of(FILE, "<html xmlns='u'><b>x</b></html>".getBytes(UTF_8))
                        .mistakes())
                .extracting(Problem::toString)
                .containsExactly("mistakes.xml:1:1: html: found this root in u,"
                        + " expected AnyConnectProfile in http://schemas.xmlsoap.org/encoding/");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ProfileCheckTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
