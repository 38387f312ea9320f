package io.sallyport.lab.bench;

/** One row of the comparison: something that is done to a contender, how fast it went and what it cost the headend. */
interface Workload {
    String name();

    Units units();

    /** Makes ready what the runs need, and lets the headend warm up; not measured. */
    void prepare(Contender contender);

    Sample run(Contender contender);

    /**
     * @param rate in {@link Units#rate}; more is better
     * @param cost CPU of the headend in {@link Units#cost}; less is better
     */
    record Sample(double rate, double cost) {}

    /** What the figures of a workload are counted in. */
    enum Units {
        BYTES("Gbit/s", "CPU-s/GB", "Gbit per CPU-s", 8),
        OPERATIONS("per second", "CPU-ms each", "per CPU-s", 1000);

        final String rate;
        final String cost;
        final String perCpuSecond;
        private final double costOfOneCpuSecond;

        Units(String rate, String cost, String perCpuSecond, double costOfOneCpuSecond) {
            this.rate = rate;
            this.cost = cost;
            this.perCpuSecond = perCpuSecond;
            this.costOfOneCpuSecond = costOfOneCpuSecond;
        }

        /** What one core could do that does nothing else. */
        double perCpuSecond(double cost) {
            return costOfOneCpuSecond / cost;
        }
    }
}
