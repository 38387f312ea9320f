package io.sallyport.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sallyport.lab.Transfer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final Workload DOWNLOAD = new BulkTransfer(BulkTransfer.Channel.TLS, Transfer.Direction.DOWNLOAD, 1);
    private static final Comparison COMPARISON = new Comparison(
            DOWNLOAD,
            List.of(
                    List.of(sample(3, 2), sample(1, 2.5), sample(2, 9)),
                    List.of(sample(1, 10), sample(3, 8), sample(9, 8), sample(0, 12))));

    @Test
    void takesTheMedianOfEachFigureByItself() {
        assertThat(COMPARISON.rate(0)).isEqualTo(2);
        assertThat(COMPARISON.cost(0)).isEqualTo(2.5);
        assertThat(COMPARISON.rate(1)).isEqualTo(2);
        assertThat(COMPARISON.cost(1)).isEqualTo(9);
        assertThat(COMPARISON.spread(1)).isCloseTo(1.5, within(1e-9));
    }

    @Test
    void printsBothFiguresAndTheFirstInPartsOfTheSecond() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        new Table(new PrintStream(printed, true, StandardCharsets.UTF_8)).row(COMPARISON);

        assertThat(printed.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "TLS download Gbit/s 2.00 2.00 1.00",
                        "CPU-s/GB 2.50 9.00 0.278 4.50",
                        "Gbit per CPU-s 3.20 0.889 3.60");
    }

    @ParameterizedTest
    @CsvSource({"0.12345, 0.123", "1.2345, 1.23", "12.345, 12.3", "123.45, 123", "12345, 12345"})
    void showsThreeDigitsThatMatter(double value, String expected) {
        assertThat(Table.number(value)).isEqualTo(expected);
    }

    private static Workload.Sample sample(double rate, double cost) {
        return new Workload.Sample(rate, cost);
    }
}
