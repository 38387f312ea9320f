package io.sallyport.server.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.config.Downloads;
import io.sallyport.server.download.DownloadCounters.Event;
import io.sallyport.server.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadWatchTest {
    private final DownloadCounters counters = new DownloadCounters();

    @TempDir
    private Path directory;

    private Path profile;

    @BeforeEach
    void writeProfile() throws IOException {
        profile = Files.writeString(directory.resolve("office.xml"), profile("one"));
    }

    @Test
    void servesAChangedProfileUnderANewHash() throws Exception {
        try (DownloadWatch watch = DownloadWatch.start(downloads("office.xml"), counters)) {
            String before = hash(watch);

            Files.writeString(profile, profile("two"));

            Eventually.holds("seen by the watch", () -> !hash(watch).equals(before));
            assertThat(served(watch)).isEqualTo(profile("two"));
            assertThat(hash(watch)).isEqualTo(Sha1.of(profile("two").getBytes(UTF_8)));
        }
    }

    @Test
    void servesAProfileThatHasBeenReplaced() throws Exception {
        try (DownloadWatch watch = DownloadWatch.start(downloads("office.xml"), counters)) {
            Path next = Files.writeString(directory.resolve("next"), profile("two"));
            Files.move(next, profile, StandardCopyOption.ATOMIC_MOVE);

            Eventually.holds("seen by the watch", () -> served(watch).equals(profile("two")));
        }
    }

    @Test
    void servesOnWhatWasThereBeforeAFileBroke() throws Exception {
        try (DownloadWatch watch = DownloadWatch.start(downloads("office.xml"), counters)) {
            String before = hash(watch);

            Path broken = Files.writeString(
                    directory.resolve("broken"), profile("half written").substring(0, 60));
            Files.move(broken, profile, StandardCopyOption.ATOMIC_MOVE);
            Eventually.holds("seen by the watch", () -> counters.events().of(Event.PROFILE_REFUSED) == 1);
            assertThat(hash(watch)).isEqualTo(before);

            Files.delete(profile);
            Eventually.holds("seen by the watch", () -> counters.events().of(Event.PROFILE_REFUSED) == 2);
            assertThat(hash(watch)).isEqualTo(before);

            Files.writeString(profile, profile("two"));
            Eventually.holds("seen by the watch", () -> served(watch).equals(profile("two")));
        }
    }

    @Test
    void keepsTheHashOfAFileThatHasOnlyBeenTouched() throws Exception {
        try (DownloadWatch watch = DownloadWatch.start(downloads("office.xml"), counters)) {
            String before = hash(watch);

            Files.writeString(profile, profile("one"));
            Eventually.holds("seen by the watch", () -> counters.events().of(Event.PROFILE_READ) > 0);

            assertThat(hash(watch)).isEqualTo(before);
        }
    }

    @Test
    void findsPackagesInADirectoryThatWasNotThere() throws Exception {
        Path packages = directory.resolve("packages");
        try (DownloadWatch watch =
                DownloadWatch.start(new Downloads(new LinkedHashMap<>(), Optional.of(packages)), counters)) {
            assertThat(watch.catalogue()
                            .offer(Optional.empty(), Platform.WINDOWS)
                            .packages())
                    .isEmpty();

            Path elsewhere = Files.createDirectory(directory.resolve("new"));
            Files.write(elsewhere.resolve(PackageFiles.WINDOWS_BUNDLE), PackageFiles.windowsBundle(1000));
            Files.move(elsewhere, packages);

            Eventually.holds(
                    "seen by the watch",
                    () -> watch.catalogue()
                                    .offer(Optional.empty(), Platform.WINDOWS)
                                    .packages()
                                    .size()
                            == 2);
        }
    }

    @Test
    void followsANewConfiguration() throws Exception {
        Files.writeString(directory.resolve("guests.xml"), profile("guests"));
        try (DownloadWatch watch = DownloadWatch.start(downloads("office.xml"), counters)) {
            watch.follow(downloads("guests.xml"));

            assertThat(watch.catalogue()
                            .offer(Optional.of("office.xml"), Platform.LINUX)
                            .profile())
                    .isEmpty();
            assertThat(watch.catalogue()
                            .offer(Optional.of("guests.xml"), Platform.LINUX)
                            .profile())
                    .isPresent();
            assertThatThrownBy(() -> watch.follow(downloads("absent.xml"))).isInstanceOf(NoSuchFileException.class);
            assertThat(watch.catalogue()
                            .offer(Optional.of("guests.xml"), Platform.LINUX)
                            .profile())
                    .isPresent();
        }
    }

    @Test
    void doesNotStartWithoutAProfile() {
        assertThatThrownBy(() -> DownloadWatch.start(downloads("absent.xml"), counters))
                .isInstanceOf(NoSuchFileException.class);
    }

    private Downloads downloads(String name) {
        return new Downloads(new LinkedHashMap<>(Map.of(name, directory.resolve(name))), Optional.empty());
    }

    private static String profile(String hostName) {
        return """
                <AnyConnectProfile xmlns="http://schemas.xmlsoap.org/encoding/">
                  <ServerList><HostEntry><HostName>%s</HostName><HostAddress>vpn.example.test</HostAddress></HostEntry></ServerList>
                </AnyConnectProfile>
                """.formatted(hostName);
    }

    private static ClientProfile office(DownloadWatch watch) {
        return watch.catalogue()
                .offer(Optional.of("office.xml"), Platform.LINUX)
                .profile()
                .orElseThrow();
    }

    private static String served(DownloadWatch watch) {
        return new String(office(watch).document().bytes(), UTF_8);
    }

    private static String hash(DownloadWatch watch) {
        return office(watch).sha1();
    }
}
