package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class YamlReaderTest {

    @ParameterizedTest
    @CsvSource({
        "yes, TEXT",
        "no, TEXT",
        "on, TEXT",
        "true, BOOLEAN",
        "False, BOOLEAN",
        "'\"true\"', TEXT",
        "443, WHOLE_NUMBER",
        "-1, WHOLE_NUMBER",
        "'\"443\"', TEXT",
        "1_000, TEXT",
        "12:30:00, TEXT",
        "1.5, FRACTION",
        "1e3, FRACTION",
        ".inf, FRACTION",
        "~, NOTHING",
        "null, NOTHING",
        "192.0.2.1, TEXT",
        "2001-01-01, TEXT"
    })
    void typesScalarsByYaml12(String text, Yaml.Type expected) throws Unreadable {
        assertThat(YamlReader.read(text))
                .isInstanceOfSatisfying(
                        Yaml.Scalar.class, scalar -> assertThat(scalar.type()).isEqualTo(expected));
    }

    @Test
    void countsPositionsAsEditorsDo() throws Unreadable {
        Yaml root = YamlReader.read("# 🦊\r\nlisten:\r\n  - {\"🦊\": 1, port: 443}\r\n");
        SourceMap sources = new SourceMap(Path.of("x.yaml"), root);

        assertThat(sources.find("listen[0].port")).contains(new Position(3, 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "- ", "? ", "[a, ", "{a: ", "[[{a: ", "[\n"})
    void refusesDeepNestingBeforeItCosts(String opening) {
        String text = opening.repeat(SourceText.MAX_BYTES / opening.length());

        assertUnreadable(text, "a value inside 32 others");
    }

    @Test
    void refusesAliasesThatMultiply() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            String alias = "*a" + (i - 1);
            text.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, alias))));
        }

        assertUnreadable(text.toString(), "more than 100000 values, aliases counted in full");
    }

    @Test
    void takesAnAliasForWhatItStandsFor() throws Unreadable {
        Yaml root = YamlReader.read("a: &x [1, 2]\nb: *x\n");

        assertThat(root.size()).isEqualTo(7);
        assertThat(new SourceMap(Path.of("x.yaml"), root).find("b[1]")).contains(new Position(1, 11));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'*x'|the alias *x",
                "'&x [*x]'|the alias *x",
                "'a: !!str 1'|the tag tag:yaml.org,2002:str",
                "'a: !<java.net.URL> x'|the tag java.net.URL",
                "'? [a]\n: b'|a list or section as a key",
                "'a: 1\n---\nb: 2'|a second document",
                "'# only a comment'|an empty file",
                "''|an empty file",
                "'a: [1, 2'|broken YAML (expected ',' or ']', but got <stream end>, while parsing a flow sequence that starts at 1:4)",
                "'%YAML 3.0\n---\na: 1'|broken YAML (Version{major=3, minor=0})"
            })
    void saysWhatIsNotATreeOfSections(String text, String found) {
        assertUnreadable(text, found);
    }

    private static void assertUnreadable(String text, String found) {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> YamlReader.read(text))
                .satisfies(e -> assertThat(e.found()).isEqualTo(found));
    }
}
