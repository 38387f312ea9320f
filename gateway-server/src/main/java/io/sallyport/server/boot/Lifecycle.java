package io.sallyport.server.boot;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a gateway stands between its start and its end. Thread-safe. */
final class Lifecycle {
    private enum Phase {
        STARTING,
        READY,
        DRAINING
    }

    private final Instant startedAt;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopAgain = new CountDownLatch(2);
    private volatile Phase phase = Phase.STARTING;
    private volatile @Nullable String sickness;

    Lifecycle(Instant startedAt) {
        this.startedAt = startedAt;
    }

    Instant startedAt() {
        return startedAt;
    }

    void ready() {
        phase = Phase.READY;
    }

    void draining() {
        phase = Phase.DRAINING;
    }

    /** Asks for the end; asked twice, it comes without draining. */
    void stop() {
        stop.countDown();
        stopAgain.countDown();
    }

    /** Something without which the gateway is none has broken. */
    void failed(String what) {
        sickness = what;
        stop.countDown();
    }

    void awaitStop() throws InterruptedException {
        stop.await();
    }

    /** @return whether the end was asked for again, and so is to come now */
    boolean awaitImpatience(long millis) throws InterruptedException {
        return stopAgain.await(millis, TimeUnit.MILLISECONDS);
    }

    /** What has broken, if anything has. */
    Optional<String> sickness() {
        return Optional.ofNullable(sickness);
    }

    /** Why no new clients are taken, if they are not. */
    Optional<String> unreadiness() {
        return switch (phase) {
            case STARTING -> Optional.of("starting");
            case READY -> sickness();
            case DRAINING -> Optional.of("draining");
        };
    }

    /** One word. */
    String state() {
        return unreadiness().orElse("ready");
    }
}
