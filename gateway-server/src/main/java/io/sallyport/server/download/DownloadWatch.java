package io.sallyport.server.download;

import io.sallyport.config.Downloads;
import io.sallyport.server.download.xml.ProfileCheck;
import io.sallyport.server.download.xml.ProfileFindings;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link Catalogue} as the configured files are. The kernel tells when one may have changed; what it does not tell, as
 * on a network file system, is seen within a second.
 *
 * <p>Has a thread of its own, for all this blocks. Thread-safe.
 */
public final class DownloadWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DownloadWatch.class);
    private static final long LOOK_MILLIS = 1000;
    /** Who writes a file empties it first: what is there then is not meant for anybody. */
    private static final long SETTLE_MILLIS = 50;

    private static final int MOST_UNSETTLED = 20; // a second, if it never settles

    /**
     * A profile's file.
     *
     * @param seen by what a change is known; null if it could not be looked at
     */
    private record Held(Path file, @Nullable Stamp seen, ClientProfile profile) {}

    private final DownloadCounters counters;
    private final WatchService kernel;
    private final Thread thread;
    private final Map<Path, WatchKey> watched = new HashMap<>();
    private Map<String, Held> profiles = new LinkedHashMap<>();
    private Optional<PackageDirectory> packages = Optional.empty();
    private Packages hosted = Packages.NONE;
    private volatile Catalogue catalogue = new Catalogue(Map.of(), Packages.NONE);

    private DownloadWatch(DownloadCounters counters) throws IOException {
        this.counters = counters;
        this.kernel = FileSystems.getDefault().newWatchService();
        this.thread = Thread.ofPlatform().name("download-watch").daemon().unstarted(this::watch);
    }

    /**
     * Reads everything; on return the catalogue is complete.
     *
     * @throws IOException if a profile cannot be read
     */
    public static DownloadWatch start(Downloads downloads, DownloadCounters counters) throws IOException {
        DownloadWatch watch = new DownloadWatch(counters);
        try {
            watch.follow(downloads);
        } catch (IOException | RuntimeException e) {
            watch.kernel.close();
            throw e;
        }
        watch.thread.start();
        return watch;
    }

    /** What clients may fetch now. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /**
     * The configuration names other files.
     *
     * @throws IOException if a profile cannot be read; nothing has changed then
     */
    public synchronized void follow(Downloads downloads) throws IOException {
        Map<String, Held> next = new LinkedHashMap<>();
        for (Map.Entry<String, Path> entry : downloads.profiles().entrySet()) {
            Stamp stamp = Stamp.of(entry.getValue());
            ClientProfile profile = ClientProfile.of(entry.getKey(), ClientProfile.read(entry.getValue()));
            next.put(entry.getKey(), new Held(entry.getValue(), stamp, profile));
        }
        profiles = next;
        Optional<PackageDirectory> former = packages;
        packages = downloads
                .packages()
                .map(directory -> former.filter(known -> known.path().equals(directory))
                        .orElseGet(() -> new PackageDirectory(directory, counters)));
        hosted = packages.map(PackageDirectory::read).orElse(Packages.NONE);
        publish();
        listen();
    }

    private void watch() {
        try {
            while (true) {
                WatchKey key = kernel.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                for (int i = 0; i < MOST_UNSETTLED && key != null; i++) {
                    key.pollEvents();
                    key.reset();
                    key = kernel.poll(SETTLE_MILLIS, TimeUnit.MILLISECONDS);
                }
                lookAndLiveOn();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            log.debug("watch ended");
        }
    }

    private void lookAndLiveOn() {
        try {
            look();
        } catch (RuntimeException e) {
            log.error("gateway fault: downloads are served as they were", e);
        }
    }

    private synchronized void look() {
        Map<String, Held> next = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<String, Held> profile : profiles.entrySet()) {
            Held before = profile.getValue();
            Held now = current(before);
            next.put(profile.getKey(), now);
            changed |= !now.profile().sha1().equals(before.profile().sha1());
        }
        Packages nowHosted = packages.map(PackageDirectory::read).orElse(Packages.NONE);
        changed |= nowHosted != hosted;
        profiles = next;
        hosted = nowHosted;
        if (changed) {
            publish();
        }
        listen();
    }

    /** What the file holds now, or what it held before if that cannot be given to clients. */
    private Held current(Held held) {
        try {
            Stamp stamp = Stamp.of(held.file());
            if (stamp.equals(held.seen())) {
                return held;
            }
            byte[] bytes = ClientProfile.read(held.file());
            ProfileFindings findings = ProfileCheck.of(held.file(), bytes);
            findings.mistakes().forEach(mistake -> log.warn("client profile: {}", mistake));
            if (findings.unusable().isPresent()) {
                refused(held, findings.unusable().get());
                return new Held(held.file(), stamp, held.profile());
            }
            counters.events().count(DownloadCounters.Event.PROFILE_READ);
            ClientProfile profile = ClientProfile.of(held.profile().name(), bytes);
            log.info("client profile read: name={} sha1={}", profile.name(), profile.sha1());
            return new Held(held.file(), stamp, profile);
        } catch (IOException e) {
            if (held.seen() != null) {
                refused(held, e instanceof NoSuchFileException ? "it is gone" : String.valueOf(e.getMessage()));
            }
            return new Held(held.file(), null, held.profile());
        }
    }

    private void refused(Held held, Object why) {
        counters.events().count(DownloadCounters.Event.PROFILE_REFUSED);
        log.error(
                "client profile refused, the former one is served on: name={} file={} detail={}",
                held.profile().name(),
                held.file(),
                why);
    }

    private void publish() {
        Map<String, ClientProfile> named = new HashMap<>();
        profiles.forEach((name, held) -> named.put(name, held.profile()));
        catalogue = new Catalogue(named, hosted);
    }

    /** Has the kernel tell of changes in all directories that are there now. */
    private void listen() {
        Set<Path> wanted = new HashSet<>();
        profiles.values()
                .forEach(held -> wanted.add(held.file().toAbsolutePath().resolveSibling("")));
        packages.ifPresent(directory -> wanted.add(directory.path()));
        watched.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey()) || !entry.getValue().isValid();
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
        for (Path directory : wanted) {
            if (!watched.containsKey(directory) && Files.isDirectory(directory)) {
                try {
                    watched.put(
                            directory,
                            directory.register(
                                    kernel,
                                    StandardWatchEventKinds.ENTRY_CREATE,
                                    StandardWatchEventKinds.ENTRY_MODIFY,
                                    StandardWatchEventKinds.ENTRY_DELETE));
                } catch (IOException e) {
                    log.debug("not told of changes: directory={} detail={}", directory, e.getMessage());
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        kernel.close();
    }
}
