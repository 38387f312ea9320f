package io.sallyport.dataplane.route;

import java.util.concurrent.Executor;

/** The worker to which something belongs. Compared by identity; {@link #execute} runs a task on it. */
public interface Affinity extends Executor {}
