package io.sallyport.aaa.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.config.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    /** The reference implementation's own test vector. */
    private static final String ARGON2 =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "password " + ARGON2,
                // openssl passwd -5 and -6, with -salt as it stands here
                "'Hello world!' $5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
                "'Hello world!' $5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
                "'Hello world!' $6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
                "'Hello world!' $6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
                // openssl passwd -1
                "sesame $1$abcdefgh$5XhrJpGu.bBXAZh4lT8oY/"
            })
    void knowsTheRightPassword(String password, String hash) {
        PasswordHash known = PasswordHash.parse(hash).orElseThrow();

        assertThat(known.matches(password(password))).isTrue();
        assertThat(known.matches(password(password + " "))).isFalse();
        assertThat(known.text()).isEqualTo(hash);
        assertThat(known.isOutdated()).isTrue();
    }

    @Test
    void makesHashesThatItKnowsAgain() {
        Argon2Hash hash = Argon2Hash.of(password("sesam öffne dich"));

        PasswordHash again = PasswordHash.parse(hash.text()).orElseThrow();

        assertThat(hash.text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").hasSize(97);
        assertThat(again.matches(password("sesam öffne dich"))).isTrue();
        assertThat(again.matches(password("sesam offne dich"))).isFalse();
        assertThat(again.isOutdated()).isFalse();
        assertThat(Argon2Hash.of(password("sesam öffne dich")).text())
                .as("salted")
                .isNotEqualTo(hash.text());
    }

    @Test
    void theDecoyMatchesNothing() {
        assertThat(Argon2Hash.decoy().matches(Password.DECOY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "*",
                "x",
                "plain text",
                "abJnggxhB/yWI", // DES
                "_J9..CCCCXBrJUJV154M", // BSDi
                "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
                "$apr1$abcdefgh$aaaaaaaaaaaaaaaaaaaaaa",
                "$1$$aaaaaaaaaaaaaaaaaaaaaa",
                "$1$abcdefghi$aaaaaaaaaaaaaaaaaaaaaa",
                "$5$salt$tooShort",
                "$5$sa!t$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
                "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5\n",
                "$5$rounds=999$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
                "$5$rounds=500001$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
                "$5$rounds=999999999$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
                "$5$rounds=99999999999$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=262145,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=17,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=2,p=9$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ12$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=2,p=1$c29t$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            })
    void refusesWhatItCannotCheckOrWhatWouldCostTooMuch(String text) {
        assertThat(PasswordHash.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", " ", "пароль", "😀😀"})
    void takesPasswordsAsTheyAre(String text) {
        assertThat(Password.parse(new Secret(text))).isPresent();
        assertThat(password(text)).hasToString("***");
    }

    @Test
    void isBoundedInBytes() {
        assertThat(Password.parse(new Secret("x".repeat(1024)))).isPresent();
        assertThat(Password.parse(new Secret("x".repeat(1025)))).isEmpty();
        assertThat(Password.parse(new Secret("ö".repeat(512)))).isPresent();
        assertThat(Password.parse(new Secret("ö".repeat(513)))).isEmpty();
        assertThat(Password.parse(new Secret("x".repeat(100_000_000)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ud83d", "a\udc00b"})
    void nothingAndHalfACharacterAreNoPasswords(String text) {
        assertThat(Password.parse(new Secret(text))).isEmpty();
    }

    private static Password password(String text) {
        return Password.parse(new Secret(text)).orElseThrow();
    }
}
