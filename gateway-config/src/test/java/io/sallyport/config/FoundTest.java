package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://sallyport:hunter2@db.example.test/sallyport",
                "jdbc:postgresql://sallyport:a@hunter2@db.example.test/sallyport",
                "jdbc:postgresql://db.example.test/sallyport?user=sallyport&password=hunter2",
                "jdbc:postgresql://db.example.test/sallyport?sslpassword=hunter2&user=sallyport",
                "jdbc:h2:file:/var/lib/sallyport;USER=sa;PASSWORD=hunter2;CIPHER=AES",
                "postgres://sallyport:hunter2@db.example.test",
                "password: hunter2",
                "jdbc:h2:file:/x;PASSWORD=file hunter2",
                "token=hunter2"
            })
    void hidesCredentials(String text) {
        assertThat(Found.plain(text)).contains("***").doesNotContain("hunter2");
    }

    @Test
    void hidesCredentialsThatAreLongerThanWhatIsShown() {
        String password = "hunter2".repeat(100);

        assertThat(Found.plain("jdbc:postgresql://sallyport:" + password + "@db.example.test/sallyport"))
                .doesNotContain("hunter2")
                .contains("@db.example.test");
    }

    @Test
    void shortensToOneLine() {
        assertThat(Found.plain("x".repeat(100))).isEqualTo("x".repeat(80) + "…");
        assertThat(Found.plain("Guests\nonly")).isEqualTo("Guests\\nonly");
    }

    @Test
    void namesCharactersThatDoNotShow() {
        assertThat(Found.plain("a\u001B[31mb\u202Ec\uD800")).isEqualTo("a<U+001B>[31mb<U+202E>c<U+D800>");
        assertThat(Found.plain("Gäste 客人 🦊")).isEqualTo("Gäste 客人 🦊");
    }
}
