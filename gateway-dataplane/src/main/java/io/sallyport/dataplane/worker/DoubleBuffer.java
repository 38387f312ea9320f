package io.sallyport.dataplane.worker;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two batches between two threads, each owned by the one that fills it or the one that empties it. While one is emptied,
 * all that comes goes into the other, however often it departs: what waits is bounded by what a batch takes, not by how
 * many small ones there were.
 *
 * <pre>
 *                depart              taken              emptied
 *   being filled ──────► posted ───────────► being emptied ──────► idle
 *                ◄──────
 *                loading, if it has not been taken
 * </pre>
 *
 * <p>{@link #loading} and {@link #depart} are for the thread that fills.
 */
public final class DoubleBuffer<B> {
    private final B first;
    private final B second;
    private final Executor emptier;
    private final Consumer<B> emptying;
    private final AtomicReference<@Nullable B> posted = new AtomicReference<>();
    private final AtomicBoolean called = new AtomicBoolean(); // the emptier, and it has not looked yet
    private final Runnable call = this::empty;
    private @Nullable B filled;
    private B departed; // last

    /**
     * @param emptier runs tasks on the thread that empties, in their order
     * @param emptying leaves a batch empty
     */
    public DoubleBuffer(B first, B second, Executor emptier, Consumer<B> emptying) {
        this.first = first;
        this.second = second;
        this.emptier = emptier;
        this.emptying = emptying;
        this.departed = second;
    }

    /** The batch that may be filled until {@link #depart}: a part of what has departed may be in it still. */
    @SuppressWarnings("ReferenceEquality") // which of the two
    public B loading() {
        B batch = filled;
        if (batch == null) {
            batch = posted.getAndSet(null);
        }
        if (batch == null) { // the last one is being emptied at most, and the other was before that
            batch = departed == first ? second : first;
        }
        filled = batch;
        return batch;
    }

    /** Has emptied what {@link #loading} has given, if anything. */
    public void depart() {
        B batch = filled;
        if (batch == null) {
            return;
        }
        filled = null;
        departed = batch;
        posted.set(batch);
        if (called.compareAndSet(false, true)) {
            emptier.execute(call);
        }
    }

    private void empty() {
        called.set(false);
        B batch = posted.getAndSet(null);
        if (batch != null) { // it may be loading again; then there will be another call
            emptying.accept(batch);
        }
    }
}
