package io.sallyport.aaa.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged is there after {@code kill -9}. The other process runs as the product does, from the module path, so this
 * is also where Flyway, the drivers and the scripts have to be found that way.
 */
@Timeout(120)
class KillNineTest {
    private static final int ROUNDS = 3;

    @EachStore
    void losesNoAcknowledgedWrite(TestStore stores) throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> acknowledged = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged.addAll(killedAfter(1 + random.nextInt(2000), stores, "r" + round + "-"));

            assertThat(names(stores)).as("seed %d, round %d", seed, round).containsAll(acknowledged);
            stores.store().close();
        }
        System.out.println("killed " + ROUNDS + " times on " + stores + ", " + acknowledged.size()
                + " acknowledged writes, none lost");
    }

    /**
     * The same at every write: what the file holds when a write is acknowledged is what is found after a death in that moment.
     * It has room between its chunks, as after every death: H2 fills that, and has to say in its header where it went on.
     */
    @Test
    void theFileHoldsEachWriteThatIsAcknowledged(@TempDir Path directory) throws Exception {
        Path first = directory.resolve("first");
        try (Store store = open(first)) {
            for (int i = 0; i < 60; i++) { // a chunk of the file each
                write(store, numbered("early-" + i, 16));
            }
            copy(first, directory.resolve("killed"));
        }
        open(directory.resolve("killed")).close();

        try (Store store = open(directory.resolve("killed"))) {
            List<String> acknowledged = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                List<String> next = numbered("late-" + i, 1 + 5 * (i % 4));
                write(store, next);
                acknowledged.addAll(next);

                Path held = directory.resolve("held-" + i);
                copy(directory.resolve("killed"), held);
                assertThat(names(held)).containsAll(acknowledged);
            }
        }
    }

    @Test
    void aFileInUseIsToldInOneLine() throws Exception {
        try (TestStore stores = TestStore.h2()) {
            Process other = start(stores, "other");
            try (BufferedReader output = other.inputReader()) {
                assertThat(output.readLine()).startsWith("open: ");

                assertThatThrownBy(stores::store)
                        .isInstanceOf(StoreUnavailable.class)
                        .hasMessage("store " + stores.configuration() + ": in use by another process");
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aFullDiskLosesNoAcknowledgedWriteAndIsCalledByItsName() throws Exception {
        try (TestStore stores = TestStore.h2()) {
            // A limit on the size of files stands for the end of the disk; it needs no rights.
            Process other = start(stores, "full-", "bash", "-c", "ulimit -f 2048; exec \"$0\" \"$@\"");
            List<String> lines = other.inputReader().readAllLines();

            assertThat(other.waitFor()).isOne();
            assertThat(lines.getLast()).contains("StoreUnavailable: the store is out of reach: File too large");
            assertThat(names(stores)).containsAll(lines.subList(1, lines.size() - 1));
        }
    }

    private static Store open(Path database) {
        return Store.open(new io.sallyport.config.Store("jdbc:h2:file:" + database));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(Path.of(from + ".mv.db"), Path.of(to + ".mv.db"));
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
    }

    private static List<String> names(Path database) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + database + ";DATABASE_TO_LOWER=TRUE");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select name from local_user")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** Returns when all are durable; they share a commit or two. */
    private static void write(Store store, List<String> names) {
        names.stream().map(name -> TestRows.insert(store, name)).toList().forEach(Store::await);
    }

    private static Set<String> names(TestStore stores) {
        return Store.await(stores.reopened()
                .read(handle -> handle.createQuery("select name from local_user")
                        .mapTo(String.class)
                        .set()));
    }

    /** @return the names that the other process was told are durable */
    private static List<String> killedAfter(int lines, TestStore stores, String prefix) throws Exception {
        List<String> names = new ArrayList<>();
        Process other = start(stores, prefix);
        try (BufferedReader output = other.inputReader()) {
            assertThat(output.readLine()).isEqualTo("open: module io.sallyport.aaa");
            while (names.size() < lines) {
                names.add(output.readLine());
            }
            other.toHandle().destroyForcibly(); // SIGKILL, in the middle of whatever it does; leaves the pipe open
            other.waitFor();
            output.lines().forEach(names::add); // printed before it died, so acknowledged as well
        } finally {
            other.destroyForcibly();
        }
        return names;
    }

    /** @param launcher what the other JVM is started by, if not directly */
    private static Process start(TestStore stores, String prefix, String... launcher) throws IOException {
        String jars = Stream.of(System.getProperty("jdk.module.path"), System.getProperty("java.class.path"))
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .filter(entry -> entry.endsWith(".jar") || entry.endsWith(File.separator + "classes"))
                .reduce((left, right) -> left + File.pathSeparator + right)
                .orElseThrow();
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-p",
                jars,
                "--patch-module",
                "io.sallyport.aaa=" + Path.of("target", "test-classes").toAbsolutePath(),
                "-m",
                "io.sallyport.aaa/" + WriteUntilKilled.class.getName(),
                stores.configuration().url(),
                prefix));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
