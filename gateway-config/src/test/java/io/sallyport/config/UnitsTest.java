package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "50us, PT0.00005S, 50us",
        "500ms, PT0.5S, 500ms",
        "30s, PT30S, 30s",
        "90s, PT1M30S, 90s",
        "120s, PT2M, 2m",
        "5m, PT5M, 5m",
        "12h, PT12H, 12h",
        "1d, PT24H, 1d",
        "24h, PT24H, 1d",
        "0s, PT0S, 0s",
        "0d, PT0S, 0s",
        "999999999d, PT23999999976H, 999999999d"
    })
    void readsDurationsAndWritesThemInTheLargestUnit(String text, Duration expected, String canonical) {
        assertThat(Units.duration(text)).contains(expected);
        assertThat(Units.format(expected)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "30", "30 s", "-30s", "1.5h", "1h30m", "30S", "30sec", "9999999999s", "٣s"})
    void refusesWhatIsNoDuration(String text) {
        assertThat(Units.duration(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "512, 512, 512",
        "1024, 1024, 1KiB",
        "64KiB, 65536, 64KiB",
        "1024KiB, 1048576, 1MiB",
        "16MiB, 16777216, 16MiB",
        "16376, 16376, 16376",
        "999999999MiB, 1048575998951424, 999999999MiB"
    })
    void readsSizesAndWritesThemInTheLargestUnit(String text, long expected, String canonical) {
        assertThat(Units.size(text)).contains(expected);
        assertThat(Units.format(expected)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "64KB", "64 KiB", "64kib", "-1", "1.5MiB", "1GiB", "9999999999"})
    void refusesWhatIsNoSize(String text) {
        assertThat(Units.size(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"64kbit, 64000", "50Mbit, 50000000", "100Gbit, 100000000000", "999999999Gbit, 999999999000000000"})
    void readsRatesInBitsPerSecond(String text, long bits) {
        assertThat(Units.rate(text)).contains(bits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "50", "50 Mbit", "50mbit", "50MB", "1.5Mbit", "-1Mbit", "9999999999kbit"})
    void refusesWhatIsNoRate(String text) {
        assertThat(Units.rate(text)).isEmpty();
    }
}
