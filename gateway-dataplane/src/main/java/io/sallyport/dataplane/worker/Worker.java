package io.sallyport.dataplane.worker;

import io.netty.channel.IoEventLoop;
import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.dataplane.shape.Shaper;
import io.sallyport.dataplane.tun.PacketQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * One thread's share of the packet path: it owns an event loop, a queue of the TUN device, and the channels accepted on that
 * loop.
 *
 * <p>Down: {@link #readable} → {@link Downlink#packet} → {@link PacketSink#send}, and one {@link PacketSink#flush} per sink
 * and batch. Up: {@link #fromClient} → {@link Uplink#packet} → TUN queue, and one {@link #flush} per batch. Confined to its
 * event loop; {@link #execute}, {@link #now}, {@link #about}, {@link #eventLoop}, {@link #shaped}, {@link #drops} and
 * {@link #work} may be used by others.
 */
public final class Worker implements Affinity {
    /** Reads of the TUN queue before channels get their turn again. */
    private static final int STEP_READS = 64;

    /** Bytes read of the TUN queue before channels get their turn again. */
    private static final int STEP_BYTES = 512 * 1024;

    /** After a pause as long, not counting a nap, the first packet is most likely the only one. */
    private static final long PAUSE_NANOS = 200_000;

    /** How late a timer may be that is set with {@link #about}. */
    private static final long TICK_NANOS = 100_000_000;

    /** Packets of a batch that share system calls, after which the next batch is worth waiting for. */
    private static final int BUSY = 4;

    private final IoEventLoop eventLoop;
    private final PacketQueue queue;
    private final Routes routes;
    private final LongSupplier nanoTime;
    private final long napNanos;
    private final long pauseNanos;
    private final Counts<Drop> drops = new Counts<>(Drop.class);
    private final Counts<Work> work = new Counts<>(Work.class);
    private final Downlink down;
    private final Uplink up;
    private boolean napComes;
    private long lastRead; // nanos of the clock, when what was read had gone

    Worker(IoEventLoop eventLoop, PacketQueue queue, Routes routes, WorkerSettings settings) {
        this.eventLoop = eventLoop;
        this.queue = queue;
        this.routes = routes;
        this.nanoTime = settings.nanoTime();
        this.napNanos = settings.nap().toNanos();
        this.pauseNanos = PAUSE_NANOS + napNanos;
        this.down = new Downlink(this, queue, drops, work, nanoTime);
        this.up = new Uplink(this, queue, drops, work, nanoTime);
        this.lastRead = nanoTime.getAsLong();
    }

    /** The loop that runs this worker; channels registered with it belong to this worker. */
    public IoEventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    /** Runs {@code task} on this worker: at once if that is where this is called, otherwise as {@link #execute} does. */
    public void now(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /**
     * Runs {@code task} on this worker at {@code atNanos} of the clock or up to a tenth of a second later, together with
     * what else is due about then: thousands of timers wake it a few times a second.
     */
    public void about(long atNanos, Runnable task) {
        long late = Math.floorMod(-atNanos, TICK_NANOS);
        after(atNanos + late - nanoTime.getAsLong(), task);
    }

    /** Runs {@code task} on this worker in a while. */
    void after(long nanos, Runnable task) {
        eventLoop.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * A sink that passes packets on to {@code sink}, a channel of this worker, no faster than a rate.
     *
     * @param bytesPerSecond of IP packets
     */
    public PacketSink shaped(PacketSink sink, long bytesPerSecond) {
        Shaper shaper = new Shaper(bytesPerSecond, PacketSink.HEADROOM, nanoTime.getAsLong());
        return new ShapedSink(sink, shaper, this, nanoTime);
    }

    /** Whether packets go to {@code sink} from this worker, without crossing to another one. */
    boolean owns(PacketSink sink) {
        return sink.affinity() == this;
    }

    public Counts<Drop> drops() {
        return drops;
    }

    public Counts<Work> work() {
        return work;
    }

    /**
     * Moves one batch from the TUN queue to the channels. The first packet after a pause goes at once and alone: it does not
     * wait while a second is looked for, nor does the program that it wakes. If there is more, the event loop says so again.
     *
     * @return false if the queue is broken and will never give a packet again
     */
    public boolean readable() {
        assert eventLoop.inEventLoop();
        int reads = nanoTime.getAsLong() - lastRead > pauseNanos ? 1 : STEP_READS;
        down.begin(routes.table());
        boolean intact = queue.read(reads, STEP_BYTES, down);
        down.end();
        lastRead = nanoTime.getAsLong();
        return intact;
    }

    /**
     * Takes a packet that {@code tunnel}'s client has sent; it has been copied on return. The caller owes a {@link #flush}
     * after its last one.
     *
     * @return whether it goes on; if not, it has been counted
     */
    public boolean fromClient(Tunnel tunnel, byte[] bytes, int offset, int length) {
        assert eventLoop.inEventLoop();
        return up.packet(tunnel, bytes, offset, length);
    }

    /**
     * Hands the kernel what {@link #fromClient} has let through.
     *
     * @param arrival of all of it
     */
    public void flush(Arrival arrival) {
        up.flush();
        napAfter(up.sharing(arrival));
    }

    /**
     * Has the worker sleep before it looks for more, once all that is ready has been done: what clients send meanwhile shares
     * its system calls. If few packets have done so lately, it does not, for then nobody would gain but somebody may wait:
     * an acknowledgement now and then, say, which a sender is waiting for. Nor does it after packets from the kernel: those
     * come joined, and a client that waits for more of them has to be woken again.
     *
     * @param sharing packets of the last batch that shared a system call
     */
    private void napAfter(int sharing) {
        if (sharing >= BUSY && napNanos > 0 && !napComes) {
            napComes = true;
            eventLoop.execute(this::nap);
        }
    }

    private void nap() {
        napComes = false;
        work.count(Work.NAPS);
        LockSupport.parkNanos(napNanos);
    }
}
