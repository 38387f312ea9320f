package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceMapTest {
    private static final String TEXT = """
            tls:
              identities:
                - certificate: a.pem
                  key: a-key.pem
                - certificate: b.pem
            policies:
              office: {mtu: 1400}
              office.lab: {mtu: 1300, rekey: {after: 1h}}
            drain: 5s
            """;

    @ParameterizedTest
    @CsvSource({
        "'', 1:1",
        "drain, 9:8",
        "tls.identities[0].certificate, 3:20",
        "tls.identities[0].key, 4:12",
        "tls.identities[1].certificate, 5:20",
        "policies.office.mtu, 7:17",
        "policies.office.lab.mtu, 8:21",
        "policies.office.lab.rekey.after, 8:42"
    })
    void findsTheValueOfAKey(String key, String expected) throws Unreadable {
        assertThat(sources().find(key).map(Position::toString)).contains(expected);
        assertThat(sources().at(key)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "tls.identities[1].key, 5:7",
        "tls.identities[2].key, 3:5",
        "tls.identities[99999999999].key, 3:5",
        "tls.identities[x].key, 3:5",
        "tls.cisco-compat, 2:3",
        "policies.office.lab.dpd, 8:15",
        "policies.offic.mtu, 7:3",
        "drain.deeper[0], 9:8",
        "bans.after, 1:1",
        "'.[.[', 1:1"
    })
    void answersWithTheSectionAroundWhatTheFileDoesNotHave(String key, String expected) throws Unreadable {
        assertThat(sources().find(key)).isEmpty();
        assertThat(sources().at(key)).hasToString(expected);
    }

    @Test
    void letsOthersReportProblemsInTheSameForm() throws Unreadable {
        assertThat(sources().problem("tls.identities[0].key", "a key for another certificate", "the key of a.pem"))
                .hasToString("gateway.yaml:4:12: tls.identities[0].key: found a key for another certificate,"
                        + " expected the key of a.pem");
    }

    private static SourceMap sources() throws Unreadable {
        return new SourceMap(Path.of("gateway.yaml"), YamlReader.read(TEXT));
    }
}
