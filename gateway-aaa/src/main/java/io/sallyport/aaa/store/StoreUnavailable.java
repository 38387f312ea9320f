package io.sallyport.aaa.store;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The store cannot be asked right now: out of reach, busy beyond its bounds, out of space, or held by another process.
 *
 * <p>Says nothing about what was asked. A write may even have been committed, its acknowledgement lost.
 *
 * <p>The message is a line for the operator and names no credentials.
 */
public final class StoreUnavailable extends RuntimeException {
    /** SQL state classes: connection, transaction rolled back by the database, resources, operator, system. */
    private static final Set<String> CLASSES = Set.of("08", "40", "53", "57", "58");

    /** PostgreSQL: a standby, or a primary that became one, takes no writes. */
    private static final String READ_ONLY = "25006";

    /** H2's own: connection closed, I/O, I/O with a file name, connection broken, database closed, closed on exit. */
    private static final Set<Integer> H2_CODES = Set.of(90007, 90028, 90031, 90067, 90098, 90121);

    public StoreUnavailable(String message) {
        this(message, null);
    }

    /** No stack trace: the fault lies elsewhere, and {@code cause} has one. */
    StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }

    /**
     * As unavailability, if the database says so anywhere in the causes of {@code failure}, or if a file or a socket does; otherwise
     * the failure itself.
     */
    static RuntimeException orSame(RuntimeException failure) {
        if (failure instanceof StoreUnavailable) {
            return failure;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if ((cause instanceof SQLException sql && isUnavailability(sql)) || cause instanceof IOException) {
                return new StoreUnavailable("the store is out of reach: " + firstLine(cause), failure);
            }
        }
        return failure;
    }

    static String firstLine(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    private static boolean isUnavailability(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return failure instanceof SQLTransientConnectionException // the pool's, when it has none to give
                || H2_CODES.contains(failure.getErrorCode())
                || state.equals(READ_ONLY)
                || (state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
    }
}
