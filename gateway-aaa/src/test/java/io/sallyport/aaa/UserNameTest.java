package io.sallyport.aaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "alice", "Alice Liddell", "CORP\\alice", "alice@example.test", "Зоя", "小明", "o'neil", "😀"})
    void takesWhatPeopleAreCalled(String text) {
        assertThat(UserName.parse(text)).map(UserName::text).hasValue(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " alice",
                "alice ",
                "alice\u00a0",
                "\u3000alice",
                "ali\nce",
                "alice\r",
                "ali\u0000ce",
                "ali\u0085ce",
                "ali\u2028ce",
                "ali\u202ece",
                "ali\u200bce",
                "\ud83d",
                "ali\udc00ce",
                "\ue000"
            })
    void refusesWhatCannotBePrintedOnOneLine(String text) {
        assertThat(UserName.parse(text)).isEmpty();
    }

    @Test
    void countsUpToItsBound() {
        assertThat(UserName.parse("x".repeat(128))).isPresent();
        assertThat(UserName.parse("x".repeat(129))).isEmpty();
    }

    @Test
    void hasOneSpellingOnly() {
        assertThat(UserName.parse("Alice")).isNotEqualTo(UserName.parse("alice"));
        assertThat(UserName.parse("Zo\u00eb")).isNotEqualTo(UserName.parse("Zoe\u0308"));
    }

    @Test
    void cannotBeMadeOfWhatIsNoName() {
        assertThatThrownBy(() -> new UserName("")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Optional.of(new UserName("alice"))).hasToString("Optional[alice]");
    }
}
