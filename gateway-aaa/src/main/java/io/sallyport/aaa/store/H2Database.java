package io.sallyport.aaa.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jdbi.v3.core.Handle;

/** H2 within this process. */
final class H2Database implements Database {
    /**
     * The mode makes H2 take PostgreSQL's {@code on conflict}. The file stays open until {@link #shutDown}, because the pool may
     * let go of its last connection, and no hook of H2's closes it under a gateway that is still draining. H2's own writer looks for
     * work ten times in a delay (ms): it has but to tidy up, because {@link #makeDurable} writes.
     */
    private static final List<String> SETTINGS = List.of(
            "MODE=PostgreSQL",
            "DATABASE_TO_LOWER=TRUE",
            "DEFAULT_NULL_ORDERING=HIGH",
            "DB_CLOSE_DELAY=-1",
            "DB_CLOSE_ON_EXIT=FALSE",
            "WRITE_DELAY=10000",
            "TRACE_LEVEL_FILE=0");

    private static final String FILE_PREFIX = "jdbc:h2:file:";

    private final String url;

    private H2Database(String url) {
        this.url = url;
    }

    static H2Database parse(String url) {
        String upper = url.toUpperCase(Locale.ROOT);
        for (String setting : SETTINGS) {
            String name = setting.substring(0, setting.indexOf('='));
            if (upper.contains(";" + name + "=")) {
                throw new StoreUnavailable("store.url sets " + name + ", which the gateway has to set itself");
            }
        }
        makePrivate(url);
        return new H2Database(url + ";" + String.join(";", SETTINGS));
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Properties properties() {
        return new Properties();
    }

    /**
     * H2 writes what was committed when its delay is over. CHECKPOINT SYNC writes it now, waits for H2's own writer threads, and
     * forces the file to the disk: that survives kill -9 and a power cut.
     */
    @Override
    public void makeDurable(Handle handle) {
        handle.execute("checkpoint sync");
    }

    @Override
    public void shutDown() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown");
        }
    }

    /** Password hashes are inside: a new file belongs to the gateway's user alone, whatever the umask. */
    private static void makePrivate(String url) {
        if (!url.startsWith(FILE_PREFIX) || url.startsWith("~", FILE_PREFIX.length())) {
            return;
        }
        String name = url.substring(FILE_PREFIX.length()).split(";", 2)[0];
        try {
            Path file = Path.of(name + ".mv.db").toAbsolutePath();
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return; // it stays as it was made, by us or by the operator
        } catch (InvalidPathException e) {
            throw new StoreUnavailable("store.url: what follows jdbc:h2:file: is no path", e);
        } catch (IOException e) {
            throw new StoreUnavailable("store.url: the file cannot be made: " + e, e);
        }
    }
}
