package io.sallyport.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations ({@code 50us 500ms 30s 5m 12h 1d}), sizes ({@code 512 64KiB 16MiB}) and rates ({@code 500kbit 50Mbit}) as the file writes them. */
final class Units {
    static final int KIB = 1 << 10;
    static final int MIB = 1 << 20;

    /** Nine digits of days are 2.7 million years: no unit can overflow. */
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(us|ms|s|m|h|d)");

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(|KiB|MiB)");

    private static final Pattern RATE = Pattern.compile("([0-9]{1,9})(kbit|Mbit|Gbit)");

    private Units() {}

    static Optional<Duration> duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "us" -> Duration.of(count, ChronoUnit.MICROS);
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    /** In the largest unit that leaves no rest: 90 seconds are {@code 90s}, 120 are {@code 2m}. */
    static String format(Duration duration) {
        long millis = duration.toMillis();
        long seconds = duration.toSeconds();
        if (duration.toNanosPart() % 1_000_000 != 0) {
            return duration.toNanos() / 1000 + "us";
        } else if (millis % 1000 != 0) {
            return millis + "ms";
        } else if (seconds % 60 != 0 || seconds == 0) {
            return seconds + "s";
        } else if (seconds % 3600 != 0) {
            return seconds / 60 + "m";
        } else {
            return seconds % 86_400 != 0 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
        }
    }

    /** In bits per second. */
    static Optional<Long> rate(String text) {
        Matcher parts = RATE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "kbit" -> count * 1000;
                    case "Mbit" -> count * 1_000_000;
                    default -> count * 1_000_000_000;
                });
    }

    /** In bytes. */
    static Optional<Long> size(String text) {
        Matcher parts = SIZE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "KiB" -> count * KIB;
                    case "MiB" -> count * MIB;
                    default -> count;
                });
    }

    /** In the largest unit that leaves no rest. */
    static String format(long bytes) {
        if (bytes == 0 || bytes % KIB != 0) {
            return Long.toString(bytes);
        }
        return bytes % MIB != 0 ? bytes / KIB + "KiB" : bytes / MIB + "MiB";
    }
}
