package io.sallyport.aaa.session;

import io.sallyport.aaa.Identity;
import io.sallyport.aaa.UserName;
import io.sallyport.aaa.store.Store;
import io.sallyport.aaa.store.StoreCounters;
import io.sallyport.aaa.store.TestStore;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prints how many sessions a second get a row and a lease, each durable before the next step, as at a sign-in and its CONNECT.
 *
 * <p>{@code mvn -pl gateway-aaa test-compile exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=io.sallyport.aaa.session.SessionStoreSpeed}, inside {@code pg_virtualenv} for PostgreSQL too.
 */
final class SessionStoreSpeed {
    private static final int SECONDS = 5;

    private SessionStoreSpeed() {}

    public static void main(String[] arguments) throws Exception {
        List<TestStore> each = System.getenv("PGHOST") == null
                ? List.of(TestStore.h2())
                : List.of(TestStore.h2(), TestStore.postgres());
        for (TestStore stores : each) {
            try (stores) {
                AtomicInteger number = new AtomicInteger();
                measure(stores, 64, number); // warms up
                for (int callers : new int[] {1, 64}) {
                    System.out.println(measure(stores, callers, number));
                }
            }
        }
    }

    private static String measure(TestStore stores, int callers, AtomicInteger number) throws Exception {
        SessionStore sessions = new SessionStore(stores.store());
        StoreCounters before = stores.store().counters();
        int first = number.get();
        long from = System.nanoTime();
        CountDownLatch done = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            Thread.ofVirtual().start(() -> {
                while (System.nanoTime() - from < TimeUnit.SECONDS.toNanos(SECONDS)) {
                    signIn(sessions, number.getAndIncrement());
                }
                done.countDown();
            });
        }
        done.await();
        double seconds = (System.nanoTime() - from) / 1e9;
        StoreCounters after = stores.store().counters();
        return "%-10s callers=%-2d sign-ins/s=%.0f commits/s=%.0f writes/commit=%.1f file=%d KiB"
                .formatted(
                        stores,
                        callers,
                        (number.get() - first) / seconds,
                        (after.commits() - before.commits()) / seconds,
                        (double) (after.writes() - before.writes()) / (after.commits() - before.commits()),
                        fileSize(stores) / 1024);
    }

    private static void signIn(SessionStore sessions, int number) {
        String id = "s" + number;
        SessionRow row = new SessionRow(
                id,
                CookieHash.of(id),
                "staff",
                new Identity(new UserName("user" + number), List.of("staff", "vpn")),
                "office",
                Instant.now(),
                Optional.empty(),
                Lease.NONE,
                new Client("198.51.100.7:51234", "Open AnyConnect VPN Agent v9.12", "laptop"),
                Binding.NONE);
        String ipv4 = "10.%d.%d.%d".formatted(number >> 16 & 255, number >> 8 & 255, number & 255);
        String ipv6 = "2001:db8::%x:%x".formatted(number >> 16, number & 0xFFFF);
        Store.await(sessions.create(row).toCompletableFuture());
        Store.await(sessions.lease(id, new Lease(Optional.of(Inet4Address.ofLiteral(ipv4)), Optional.of((Inet6Address)
                        Inet6Address.ofLiteral(ipv6))))
                .toCompletableFuture());
    }

    private static long fileSize(TestStore stores) throws Exception {
        String prefix = "jdbc:h2:file:";
        String url = stores.configuration().url();
        return url.startsWith(prefix) ? Files.size(Path.of(url.substring(prefix.length()) + ".mv.db")) : 0;
    }
}
