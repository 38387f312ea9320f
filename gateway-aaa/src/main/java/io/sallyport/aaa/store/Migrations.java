package io.sallyport.aaa.store;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the schema of this version.
 *
 * <p>The scripts are named here, not searched for: Flyway's search looks into directories and jars, while these may lie in a
 * module of a run-time image.
 */
final class Migrations {
    /** In order, as Flyway notes what it has done. A script that has been released is never changed again. */
    private static final List<Applied> SCRIPTS = List.of(
            new Applied("V1__users_sessions_leases.sql", -785002981, true),
            new Applied("V2__second_factor_password_age.sql", -203300203, true),
            new Applied("V3__session_binding.sql", -898635677, true));

    private record Applied(String script, int checksum, boolean success) {}

    private static final String HISTORY = """
            select "script", "checksum", "success" from "schema_history"
            where "version" is not null order by "installed_rank"
            """;

    private Migrations() {}

    /**
     * Over a connection of its own: the pool's give up after seconds, and a migration may take longer.
     *
     * @throws org.flywaydb.core.api.FlywayException also if a newer version has been here before
     */
    static void apply(String url) {
        if (!isCurrent(url)) {
            migrate(url);
        }
    }

    /** Whether the history is to the letter what Flyway would write today: then it need not be loaded, which takes megabytes. */
    static boolean isCurrent(String url) {
        List<Applied> applied = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet history = statement.executeQuery(HISTORY)) {
            while (history.next()) {
                applied.add(new Applied(
                        history.getString("script"), history.getInt("checksum"), history.getBoolean("success")));
            }
        } catch (SQLException e) {
            return false; // a new database, or one that cannot be reached; Flyway finds out which
        }
        return applied.equals(SCRIPTS);
    }

    private static void migrate(String url) {
        Flyway flyway = Flyway.configure()
                .dataSource(url, null, null)
                .table("schema_history")
                .resourceProvider(new Scripts())
                .ignoreMigrationPatterns(new String[0])
                .load();
        LogFactory.setLogCreator(type -> new QuietLog(LoggerFactory.getLogger(type))); // load() would replace it
        flyway.migrate();
    }

    private static final class Scripts implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return names().anyMatch(name::equals) ? new Script(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return names().filter(name ->
                            name.startsWith(prefix) && Stream.of(suffixes).anyMatch(name::endsWith))
                    .map(name -> (LoadableResource) new Script(name))
                    .toList();
        }
    }

    private static Stream<String> names() {
        return SCRIPTS.stream().map(Applied::script);
    }

    private static final class Script extends LoadableResource {
        private final String name;

        Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            InputStream bytes = Objects.requireNonNull(Migrations.class.getResourceAsStream(name), name);
            return new InputStreamReader(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }

    /** Flyway tells its users at INFO what it does all day; here that is DEBUG. */
    private static final class QuietLog implements Log {
        private final Logger log;

        QuietLog(Logger log) {
            this.log = log;
        }

        @Override
        public void debug(String message) {
            log.trace(message);
        }

        @Override
        public void info(String message) {
            log.debug(message);
        }

        @Override
        public void notice(String message) {
            log.debug(message);
        }

        @Override
        public void warn(String message) {
            log.warn(message);
        }

        @Override
        public void error(String message) {
            log.error(message);
        }

        @Override
        public void error(String message, Exception failure) {
            log.error(message, failure);
        }
    }
}
