package io.sallyport.dataplane.worker;

import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.shape.Shaper;
import java.util.function.LongSupplier;

/** A sink whose packets are paced; owned by the worker of the sink behind it. */
final class ShapedSink implements PacketSink {
    private final PacketSink sink;
    private final Shaper shaper;
    private final Worker worker;
    private final LongSupplier nanoTime;
    private boolean unflushed; // by a release

    ShapedSink(PacketSink sink, Shaper shaper, Worker worker, LongSupplier nanoTime) {
        this.sink = sink;
        this.shaper = shaper;
        this.worker = worker;
        this.nanoTime = nanoTime;
    }

    @Override
    public Affinity affinity() {
        return sink.affinity();
    }

    @Override
    public boolean send(byte[] bytes, int offset, int length) {
        return switch (shaper.admit(bytes, offset, length, nanoTime.getAsLong())) {
            case GOES -> sink.send(bytes, offset, length);
            case WAITS_FIRST -> {
                awaitRelease();
                yield false;
            }
            case WAITS -> false;
            case DROPPED -> {
                worker.drops().count(Drop.RATE_EXCEEDED);
                yield false;
            }
        };
    }

    private void awaitRelease() {
        worker.after(shaper.waitNanos(nanoTime.getAsLong()), this::release);
    }

    private void release() {
        boolean moreWait = shaper.release(
                nanoTime.getAsLong(), (bytes, offset, length) -> unflushed |= sink.send(bytes, offset, length));
        if (unflushed) {
            unflushed = false;
            sink.flush();
        }
        if (moreWait) {
            awaitRelease();
        }
    }

    @Override
    public void flush() {
        sink.flush();
    }
}
