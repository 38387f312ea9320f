package io.sallyport.lab.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The result for people: for each workload both figures of each contender, and the first's in parts of the second's. */
final class Table {
    private static final String LINE = "%-26s %-14s %12s %12s %8s %8s%n";

    private final PrintStream out;

    Table(PrintStream out) {
        this.out = out;
    }

    /** @param names of the two contenders */
    void header(List<String> names) {
        out.printf(LINE, "", "", names.get(0), names.get(1), "ratio", "spread");
    }

    /**
     * The last line is what the headend could do if the machine did nothing else: clients cost about as much as it
     * does, so they hold back the faster contender more.
     */
    void row(Comparison comparison) {
        Workload.Units units = comparison.workload().units();
        line(comparison.workload().name(), units.rate, comparison.rate(0), comparison.rate(1), "");
        line(
                "",
                units.cost,
                comparison.cost(0),
                comparison.cost(1),
                number(Math.max(comparison.spread(0), comparison.spread(1))));
        line(
                "",
                units.perCpuSecond,
                units.perCpuSecond(comparison.cost(0)),
                units.perCpuSecond(comparison.cost(1)),
                "");
    }

    private void line(String name, String unit, double first, double second, String spread) {
        out.printf(LINE, name, unit, number(first), number(second), number(first / second), spread);
    }

    /** Three digits that matter. */
    static String number(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
