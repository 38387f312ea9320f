package io.sallyport.dataplane.udp;

import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.dtls.LegacyHandshake;
import io.sallyport.dataplane.dtls.LegacyHandshake.Step;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Gives a {@link LegacyHandshake} its datagrams and its time; owned by the path's worker. It needs no thread of its own. */
public final class LegacyHandshaking implements Handshaking {
    private final LegacyHandshake handshake;
    private final HandshakePath path;
    private final PathListener listener;
    private final LongSupplier nanoTime;
    private @Nullable Future<?> alarm;

    /** @param listener of the path that comes of it */
    public LegacyHandshaking(
            LegacyHandshake handshake, HandshakePath path, PathListener listener, LongSupplier nanoTime) {
        this.handshake = handshake;
        this.path = path;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    @Override
    public void datagram(byte[] bytes, int offset, int length, long nowNanos) {
        act(handshake.on(bytes, offset, length, nowNanos), nowNanos);
    }

    private void wake() {
        long nowNanos = nanoTime.getAsLong();
        act(handshake.at(nowNanos), nowNanos);
    }

    private void act(Step step, long nowNanos) {
        stopAlarm();
        switch (step) {
            case Step.Wait wait -> {
                wait.datagrams().forEach(path::send);
                alarm = path.worker()
                        .eventLoop()
                        .schedule(this::wake, wait.wakeAtNanos() - nowNanos, TimeUnit.NANOSECONDS);
            }
            case Step.Done done -> path.established(done::established, listener);
            case Step.Failed() -> path.failed();
        }
    }

    @Override
    public void abandoned() {
        stopAlarm();
    }

    private void stopAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }
}
