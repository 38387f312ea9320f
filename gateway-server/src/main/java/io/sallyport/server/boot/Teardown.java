package io.sallyport.server.boot;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, to be ended in reverse order, whatever fails on the way. */
final class Teardown implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Teardown.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** @return {@code part}, which is closed with this from now on */
    <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn(
                        "not stopped cleanly: part={} detail={}",
                        part.getClass().getSimpleName(),
                        e.toString());
            }
        }
    }
}
