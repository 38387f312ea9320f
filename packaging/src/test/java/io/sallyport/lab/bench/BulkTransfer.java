package io.sallyport.lab.bench;

import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import java.util.Locale;

/**
 * Bytes through the tunnel of a real openconnect, between client and target.
 *
 * @param channel what carries them
 * @param direction as the client sees it
 * @param count bytes per run
 */
record BulkTransfer(Channel channel, Transfer.Direction direction, long count) implements Workload {

    /** Each has a client machine of its own, so that both tunnels stand at the same time. */
    enum Channel {
        TLS,
        DTLS
    }

    @Override
    public String name() {
        return channel + " " + direction.name().toLowerCase(Locale.ROOT);
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
        Transfer.Result result = transfer.run(contender.machine(channel));
        if (result.bytes() != bytes) {
            throw new LabFailure(transfer + ": only " + result.bytes() + " bytes arrived");
        }
        return result;
    }
}
