package io.sallyport.config;

import static io.sallyport.config.ConfigDirectory.MINIMAL;
import static io.sallyport.config.PublishedSchema.CONF;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What ships in {@code conf/} works, and says what is true. */
class SamplesTest {
    private static final String REFERENCE = PublishedSchema.text(CONF.resolve("sallyport.yaml"));
    private static final PublishedSchema SCHEMA = new PublishedSchema();

    @TempDir
    private Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeDirectory() {
        directory = new ConfigDirectory(temporary);
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(CONF)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isAConfiguration(Path sample) {
        assertThat(directory.valid(PublishedSchema.text(sample))).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isWhatTheSchemaDescribes(Path sample) {
        assertThat(SCHEMA.problems(PublishedSchema.text(sample))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void tellsEditorsWhereTheSchemaIs(Path sample) {
        String marker = "# yaml-language-server: $schema=";
        String firstLine = PublishedSchema.text(sample).lines().findFirst().orElseThrow();

        assertThat(firstLine).startsWith(marker);
        assertThat(sample.resolveSibling(firstLine.substring(marker.length()))).isRegularFile();
    }

    @Test
    void theReferenceNamesEveryKey() {
        SCHEMA.keysBySection()
                .forEach((section, keys) -> assertThat(keys)
                        .allSatisfy(key -> assertThat(REFERENCE)
                                .as("%s in section %s", key, section)
                                .containsPattern("(?m)^ *(# |- )?" + Pattern.quote(key) + ":")));
    }

    @Test
    void theReferenceSaysOfEveryValueWhenAReloadAppliesIt() {
        Pattern value = Pattern.compile("^ *(# |- )?[a-z][a-z0-9-]*: +[^# ].*");

        assertThat(REFERENCE.lines().skip(1).filter(line -> value.matcher(line).matches()))
                .hasSizeGreaterThan(70)
                .allSatisfy(line -> assertThat(line).containsPattern("# \\[(live|new|restart)]"));
    }

    @Test
    void theReferenceStatesTheDefaults() {
        GatewayConfig reference = directory.config(REFERENCE);
        GatewayConfig defaults = directory.config(MINIMAL);

        assertThat(reference.policyOf(reference.defaultProfile()))
                .isEqualTo(defaults.policyOf(defaults.defaultProfile()));
        assertThat(reference.listen()).isEqualTo(defaults.listen());
        assertThat(reference.tls()).isEqualTo(defaults.tls());
        assertThat(reference.store()).isEqualTo(defaults.store());
        assertThat(reference.network().device()).isEqualTo(defaults.network().device());
        assertThat(reference.network().nat()).isEqualTo(defaults.network().nat());
        assertThat(reference.downloads()).isEqualTo(defaults.downloads());
        assertThat(reference.control()).isEqualTo(defaults.control());
        assertThat(reference.metrics()).isEqualTo(defaults.metrics());
        assertThat(reference.bans()).isEqualTo(defaults.bans());
        assertThat(reference.drain()).isEqualTo(defaults.drain());
        assertThat(reference.limits()).isEqualTo(defaults.limits());
    }

    @Test
    void theSchemaStatesTheSameDefaults() {
        JsonNode reference = PublishedSchema.tree(REFERENCE);

        assertThat(SCHEMA.defaults()).hasSizeGreaterThan(50).allSatisfy((key, stated) -> {
            String pointer = "/" + key.replace("[0]", "/0").replace('.', '/');
            assertThat(reference.at(pointer)).as(key).isEqualTo(stated);
        });
    }
}
