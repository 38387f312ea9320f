package io.sallyport.aaa.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of users, sessions and leases.
 *
 * <p>JDBC runs on the store's own threads only: one {@code store-writer}, few {@code store-reader}s. Callers are free to be
 * interrupted; an interrupt in the middle of an access to its file would cost H2 the database. Any thread may call. What waits is
 * bounded, and what cannot be had in bounded time ends in {@link StoreUnavailable}.
 */
public final class Store implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Store.class);

    private static final int READERS = 4;
    private static final int READS_WAITING = 1024;

    /** H2's DATABASE_ALREADY_OPEN_1; PostgreSQL has no vendor codes. */
    private static final int H2_ALREADY_OPEN = 90020;

    private static final GroupCommit.Bounds WRITES =
            new GroupCommit.Bounds(4096, Duration.ofSeconds(5), 256, Duration.ofMillis(100));

    private final Database database;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final GroupCommit<Handle> writer;
    private final ThreadPoolExecutor readers;

    private Store(Database database, HikariDataSource pool) {
        this.database = database;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(Store::withoutArguments);
        this.writer = new GroupCommit<>(this::durably, WRITES);
        this.readers = new ThreadPoolExecutor(
                READERS,
                READERS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(READS_WAITING),
                Thread.ofPlatform().name("store-reader-", 1).daemon().factory());
        readers.allowCoreThreadTimeOut(true);
    }

    /**
     * Reaches the database and brings its schema up to date. Blocks.
     *
     * @throws StoreUnavailable with one line for the operator
     */
    public static Store open(io.sallyport.config.Store configuration) {
        Database database = Database.of(configuration.url());
        try {
            Migrations.apply(database.url());
            return new Store(database, new HikariDataSource(poolOf(database)));
        } catch (FlywayException | PoolInitializationException e) {
            // Drivers quote the URL, and it may carry a password.
            String reason = explained(e)
                    .replace(database.url(), configuration.toString())
                    .replace(configuration.url(), configuration.toString());
            throw new StoreUnavailable("store " + configuration + ": " + reason, e);
        }
    }

    /**
     * Completes when what {@code work} has written is durable, on the writer's thread. Fails with {@link StoreUnavailable}, or as
     * {@code work} does, in which case nothing of it is kept.
     *
     * @param work may run more than once, also after its effect has been kept already, and then has to come to the same end
     */
    public <T> CompletableFuture<T> write(Work<Handle, T> work) {
        return writer.submit(work);
    }

    /** Completes on a reader's thread. Fails with {@link StoreUnavailable}, or as {@code work} does. */
    public <T> CompletableFuture<T> read(Work<Handle, T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            readers.execute(() -> {
                try {
                    result.complete(readPatiently(work));
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new StoreUnavailable(
                    readers.isShutdown()
                            ? "the store is closed"
                            : "the store is too slow: " + READS_WAITING + " reads are waiting"));
        }
        return result;
    }

    /** Waits for a result. Not for threads that others rely on. */
    public static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case StoreUnavailable unavailable -> throw unavailable;
                case null, default -> throw e;
            }
        }
    }

    /** Asks the database for a sign of life, and completes with the time that it took. Fails with {@link StoreUnavailable}. */
    public CompletableFuture<Duration> probe() {
        long from = System.nanoTime();
        return read(handle -> {
            handle.execute("select 1");
            return Duration.ofNanos(System.nanoTime() - from);
        });
    }

    public StoreCounters counters() {
        return writer.counters();
    }

    /** Finishes the writes that wait, then lets go of the database. Twice is harmless. */
    @Override
    public void close() {
        if (pool.isClosed()) {
            return;
        }
        writer.close();
        readers.shutdown(); // never shutdownNow(): it interrupts
        pool.close();
        try {
            database.shutDown();
        } catch (SQLException e) {
            log.warn("store not closed cleanly: reason={}", StoreUnavailable.firstLine(e));
        }
    }

    private void durably(Consumer<Handle> work) {
        try (Handle handle = jdbi.open()) {
            handle.useTransaction(work::accept);
            database.makeDurable(handle);
        } catch (RuntimeException e) {
            throw translated(e);
        }
    }

    private <T> T readPatiently(Work<Handle, T> work) {
        try {
            return readOnce(work);
        } catch (StoreUnavailable e) {
            log.debug("read tried again: reason={}", e.getMessage());
            return readOnce(work); // after a restart of the database, on a new connection
        }
    }

    private <T> T readOnce(Work<Handle, T> work) {
        try (Handle handle = jdbi.open()) {
            return work.on(handle);
        } catch (RuntimeException e) {
            throw translated(e);
        }
    }

    private RuntimeException translated(RuntimeException failure) {
        RuntimeException translated = StoreUnavailable.orSame(failure);
        if (translated instanceof StoreUnavailable) {
            pool.getHikariPoolMXBean().softEvictConnections(); // where one has died, the others are not to be trusted
        }
        return translated;
    }

    /** Password hashes are among the arguments, and the message ends in a log. */
    private static String withoutArguments(StatementException failure) {
        StatementContext context = failure.getStatementContext();
        String statement = context == null ? "?" : context.getRenderedSql();
        return failure.getShortMessage() + " [" + statement + "]";
    }

    private static String explained(RuntimeException failure) {
        if (failure instanceof FlywayValidateException) {
            return "its schema is of another version of the gateway. "
                    + String.valueOf(failure.getMessage())
                            .lines()
                            .skip(1)
                            .findFirst()
                            .orElse("");
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getErrorCode() == H2_ALREADY_OPEN
                        ? "in use by another process"
                        : StoreUnavailable.firstLine(sql);
            }
        }
        return StoreUnavailable.firstLine(failure);
    }

    private static HikariConfig poolOf(Database database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(database.url());
        config.setDataSourceProperties(database.properties());
        config.setMaximumPoolSize(READERS + 1);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(Duration.ofSeconds(2).toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(10).toMillis());
        config.setIdleTimeout(Duration.ofMinutes(5).toMillis());
        config.setKeepaliveTime(Duration.ofSeconds(30).toMillis());
        return config;
    }
}
