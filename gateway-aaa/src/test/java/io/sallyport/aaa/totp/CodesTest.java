package io.sallyport.aaa.totp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodesTest {
    /** Of both RFCs: the digits 1 to 0, twice. */
    private static final TotpSecret SECRET = secret("12345678901234567890");

    @ParameterizedTest(name = "RFC 4226, appendix D: {0} gives {1}")
    @CsvSource({
        "0, 755224",
        "1, 287082",
        "2, 359152",
        "3, 969429",
        "4, 338314",
        "5, 254676",
        "6, 287922",
        "7, 162583",
        "8, 399871",
        "9, 520489"
    })
    void aCounterHasTheCodeOfTheStandard(long counter, String code) {
        assertThat(text(SECRET.code(counter))).isEqualTo(code);
    }

    /** Its codes have eight digits, of which six are the end. */
    @ParameterizedTest(name = "RFC 6238, appendix B: {0} s gives {1}")
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void aTimeHasTheCodeOfTheStandard(long second, String code) {
        Instant now = Instant.ofEpochSecond(second);

        assertThat(text(SECRET.code(Codes.counterAt(now)))).isEqualTo(code.substring(2));
        assertThat(Codes.counterOf(SECRET, code.substring(2), now)).hasValue(second / 30);
    }

    @Test
    void aClockMayBeOneStepOffEitherWay() {
        Instant now = Instant.ofEpochSecond(5 * 30 + 29);

        assertThat(Codes.counterOf(SECRET, "969429", now)).as("3").isEmpty();
        assertThat(Codes.counterOf(SECRET, "338314", now)).hasValue(4);
        assertThat(Codes.counterOf(SECRET, "254676", now)).hasValue(5);
        assertThat(Codes.counterOf(SECRET, "287922", now)).hasValue(6);
        assertThat(Codes.counterOf(SECRET, "162583", now)).as("7").isEmpty();
        assertThat(Codes.counterOf(SECRET, "338314", now.plusSeconds(1)))
                .as("4")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "25467",
                "2546760",
                "94287082",
                "-254676",
                "+254676",
                "0x3e2d4",
                "２５４６７６",
                "254676\n",
                "abcdef"
            })
    void nothingElseIsACode(String typed) {
        assertThat(Codes.counterOf(SECRET, typed, Instant.ofEpochSecond(150))).isEqualTo(OptionalLong.empty());
    }

    @Test
    void aMonsterIsNoCode() {
        assertThat(Codes.counterOf(SECRET, " ".repeat(1_000_000) + "254676", Instant.ofEpochSecond(150)))
                .isEmpty();
    }

    @Test
    void aGapInTheMiddleDoesNotCount() {
        assertThat(Codes.counterOf(SECRET, "254 676", Instant.ofEpochSecond(150)))
                .hasValue(5);
    }

    @Test
    void oathtoolAgrees() throws Exception {
        assumeTrue(isThere("oathtool"), "NOT RUN: CodesTest.oathtoolAgrees because there is no oathtool");
        TotpSecret secret = TotpSecret.random();
        for (String time : List.of("1970-01-01 00:00:00", "2026-11-25 14:30:29", "2026-11-25 14:30:30")) {
            Instant now = Instant.parse(time.replace(' ', 'T') + "Z");

            String code = output("oathtool", "--totp", "--now=" + time + " UTC", secret.toHex());
            String again = output("oathtool", "--totp", "--base32", "--now=" + time + " UTC", secret.base32());

            assertThat(text(secret.code(Codes.counterAt(now)))).isEqualTo(code).isEqualTo(again);
        }
    }

    private static boolean isThere(String program) {
        boolean there = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        if (!there) {
            assertThat(System.getenv("CI"))
                    .as("CI runs everything, but has no %s", program)
                    .isNotEqualTo("true");
            System.out.println("NOT RUN: comparison with " + program + " because it is not installed");
        }
        return there;
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    private static TotpSecret secret(String text) {
        return TotpSecret.ofHex(HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)))
                .orElseThrow();
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
