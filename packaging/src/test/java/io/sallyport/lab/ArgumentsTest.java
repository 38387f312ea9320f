package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @Test
    void readsValuesAndFlags() {
        Arguments arguments = parse("--runs", "5", "--quick");

        assertThat(arguments.number("runs", 3)).isEqualTo(5);
        assertThat(arguments.has("quick")).isTrue();
        assertThat(parse().number("runs", 3)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unknown", "runs", "--runs", ""})
    void refusesWhatItDoesNotKnow(String word) {
        assertThatThrownBy(() -> parse(word))
                .isInstanceOf(LabFailure.class)
                .hasMessage(word + ": not understood; options: --runs VALUE --quick");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "9999999999"})
    void refusesWhatIsNoNumber(String text) {
        assertThatThrownBy(() -> parse("--runs", text).number("runs", 3))
                .isInstanceOf(LabFailure.class)
                .hasMessageContaining("found " + text);
    }

    private static Arguments parse(String... words) {
        return Arguments.parse(words, Set.of("runs"), Set.of("quick"));
    }
}
