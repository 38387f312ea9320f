package io.sallyport.dataplane.udp;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What happened to datagrams on their way through the socket; owned by one worker, which counts, and read by anybody. */
public final class UdpCounters {
    /** What is counted. */
    public enum Event {
        RECEIVED,
        SENT,
        /** Lost: the socket's buffer or the interface's queue was full. */
        SEND_BUFFER_FULL,
        /** Lost: larger than the way to the client takes. */
        TOO_BIG,
        /** Lost: the kernel refused it for another reason, such as a firewall or a missing route. */
        SEND_REFUSED,
        /** Heard by a worker that does not own the association, and handed over. */
        HANDED_OVER,
        /** Lost: the worker that owns the association was behind. */
        HANDOVER_FULL,
        /** An association has followed its client to another address. */
        MOVED
    }

    private final Map<Event, AtomicLong> counts = new EnumMap<>(Event.class);

    UdpCounters() {
        for (Event event : Event.values()) {
            counts.put(event, new AtomicLong());
        }
    }

    /** Only by the worker that owns this. */
    void add(Event event, int times) {
        AtomicLong count = counter(event);
        count.setOpaque(count.getPlain() + times);
    }

    /** A recent value. */
    public long of(Event event) {
        return counter(event).getOpaque();
    }

    private AtomicLong counter(Event event) {
        return Objects.requireNonNull(counts.get(event));
    }
}
