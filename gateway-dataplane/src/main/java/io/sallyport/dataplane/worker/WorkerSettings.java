package io.sallyport.dataplane.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How workers go about their work.
 *
 * @param nap how long a worker sleeps after a busy batch from clients, so that the next one is worth its system calls; zero:
 *     not at all
 * @param nanoTime the clock
 */
public record WorkerSettings(Duration nap, LongSupplier nanoTime) {}
