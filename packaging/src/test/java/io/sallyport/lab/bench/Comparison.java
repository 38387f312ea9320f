package io.sallyport.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The runs of one workload, contender by contender.
 *
 * @param workload what was done
 * @param samples for each contender, in their order, one per run
 */
record Comparison(Workload workload, List<List<Workload.Sample>> samples) {

    Comparison {
        samples = samples.stream().map(List::copyOf).toList();
    }

    /** Runs the workload {@code runs} times on each, in turn: what disturbs the machine disturbs all. */
    static Comparison run(Workload workload, List<Contender> contenders, int runs) {
        List<List<Workload.Sample>> samples = IntStream.range(0, contenders.size())
                .<List<Workload.Sample>>mapToObj(_ -> new ArrayList<>())
                .toList();
        contenders.forEach(workload::prepare);
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < contenders.size(); i++) {
                samples.get(i).add(workload.run(contenders.get(i)));
            }
        }
        return new Comparison(workload, samples);
    }

    double rate(int contender) {
        return median(contender, Workload.Sample::rate);
    }

    double cost(int contender) {
        return median(contender, Workload.Sample::cost);
    }

    /** How much the costs of a contender's runs differ: largest through smallest. */
    double spread(int contender) {
        double[] sorted = sorted(contender, Workload.Sample::cost);
        return sorted[sorted.length - 1] / sorted[0];
    }

    private double median(int contender, ToDoubleFunction<Workload.Sample> figure) {
        double[] sorted = sorted(contender, figure);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private double[] sorted(int contender, ToDoubleFunction<Workload.Sample> figure) {
        return samples.get(contender).stream().mapToDouble(figure).sorted().toArray();
    }
}
