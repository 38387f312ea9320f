package io.sallyport.aaa.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store of one's own, empty, that leaves nothing behind. Opened at first use. */
public final class TestStore implements AutoCloseable {
    private final String name;
    private final io.sallyport.config.Store configuration;
    private final Cleaning cleaning;
    private @Nullable Store store;

    @FunctionalInterface
    private interface Cleaning {
        void run() throws SQLException, IOException;
    }

    private TestStore(String name, String url, Cleaning cleaning) {
        this.name = name;
        this.configuration = new io.sallyport.config.Store(url);
        this.cleaning = cleaning;
    }

    /** An H2 file in a directory of its own. */
    public static TestStore h2() {
        try {
            Path directory = Files.createTempDirectory("sallyport-store-");
            return new TestStore("H2", "jdbc:h2:file:" + directory.resolve("store"), () -> {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A schema of its own in the database that the environment names; only where {@link #postgresIsThere}. */
    public static TestStore postgres() {
        String schema = "t" + UUID.randomUUID().toString().replace("-", "");
        adminDoes("create schema " + schema);
        return new TestStore(
                "PostgreSQL",
                postgresUrl() + "&currentSchema=" + schema,
                () -> adminDoes("drop schema " + schema + " cascade"));
    }

    /** The same through a relay, so that a test can cut the line; only where {@link #postgresIsThere}. */
    static TestStore postgresBehind(CuttableRelay relay) {
        TestStore direct = postgres();
        String url = direct.configuration
                .url()
                .replace(server(), "localhost:" + relay.port())
                .concat("&socketTimeout=1");
        return new TestStore("PostgreSQL", url, direct.cleaning);
    }

    /** Where PostgreSQL listens. */
    static String server() {
        return System.getenv("PGHOST") + ":" + System.getenv("PGPORT");
    }

    /** Those that are there. Where PostgreSQL is not, that is told, and with {@code CI=true} it is a failure. */
    static Stream<TestStore> each(String test) {
        if (postgresIsThere(test)) {
            return Stream.of(h2(), postgres());
        }
        return Stream.of(h2());
    }

    /** Whether the usual variables of PostgreSQL's own clients say where it is; {@code pg_virtualenv} sets them. */
    static boolean postgresIsThere(String test) {
        if (System.getenv("PGHOST") != null) {
            return true;
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(test + " wants PostgreSQL, but PGHOST is not set, and CI runs everything");
        }
        System.out.println("NOT RUN: " + test + " on PostgreSQL because PGHOST is not set (see pg_virtualenv)");
        return false;
    }

    public io.sallyport.config.Store configuration() {
        return configuration;
    }

    /** As the drivers know it. */
    String url() {
        return Database.of(configuration.url()).url();
    }

    public Store store() {
        if (store == null) {
            store = Store.open(configuration);
        }
        return store;
    }

    /** As after a restart of the gateway. */
    public Store reopened() {
        closeStore();
        return store();
    }

    @Override
    public void close() throws SQLException, IOException {
        closeStore();
        cleaning.run();
    }

    @Override
    public String toString() {
        return name;
    }

    private void closeStore() {
        if (store != null) {
            store.close();
            store = null;
        }
    }

    static void adminDoes(String sql) {
        try (Connection connection = DriverManager.getConnection(postgresUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static String postgresUrl() {
        return "jdbc:postgresql://%s:%s/%s?user=%s&password=%s"
                .formatted(List.of("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD").stream()
                        .map(variable -> Objects.requireNonNull(System.getenv(variable), variable))
                        .toArray());
    }
}
