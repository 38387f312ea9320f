package io.sallyport.lab.bench;

import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import java.util.Locale;

/**
 * Bytes through the tunnel of a real openconnect over TLS, between client and target.
 *
 * @param direction as the client sees it
 * @param count bytes per run
 */
record BulkTransfer(Transfer.Direction direction, long count) implements Workload {

    @Override
    public String name() {
        return "TLS " + direction.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Units units() {
        return Units.BYTES;
    }

    @Override
    public void prepare(Contender contender) {
        move(contender, 2 * count); // until the gateway is compiled
    }

    @Override
    public Sample run(Contender contender) {
        double before = contender.settledCpuSeconds();
        Transfer.Result result = move(contender, count);
        double used = contender.settledCpuSeconds() - before;
        return new Sample(result.gigabits(), used / (result.bytes() / 1e9));
    }

    private Transfer.Result move(Contender contender, long bytes) {
        Transfer transfer = new Transfer(direction, Topology.TARGET_IPV4, bytes, 1, Transfer.Check.COUNT);
        Transfer.Result result = transfer.run(contender.topology().client1());
        if (result.bytes() != bytes) {
            throw new LabFailure(transfer + ": only " + result.bytes() + " bytes arrived");
        }
        return result;
    }
}
