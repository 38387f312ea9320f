package io.sallyport.server.boot;

import io.sallyport.config.IpLiteral;
import io.sallyport.dataplane.worker.Drop;
import io.sallyport.server.session.Sessions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a gateway says of itself.
 *
 * @param state {@code ready}, {@code starting}, {@code draining}, or what has broken
 * @param since when it was started
 * @param configReadAt when its configuration was read last
 * @param listen addresses with port
 * @param listenUdp where DTLS is served
 * @param tunnels sessions that have one
 * @param unsettled sessions that have ended, but the store does not know it yet
 * @param signIns under way
 * @param strangers connections without a tunnel
 * @param drops packets that went no further, by reason
 */
record Status(
        String version,
        String state,
        Instant since,
        String config,
        Instant configReadAt,
        List<String> listen,
        List<String> listenUdp,
        String store,
        int workers,
        int sessions,
        int tunnels,
        int unsettled,
        int signIns,
        int strangers,
        List<Pool> pools,
        Map<String, Long> drops) {

    /** @param free addresses that nobody holds */
    record Pool(String network, int size, int free) {}

    /** Asks the control executor, so not to be called on it. */
    static Status of(Gateway gateway) {
        Sessions.Population population = gateway.sessions.population().join();
        List<Pool> pools = gateway.control
                .ask(() -> gateway.pools
                        .all()
                        .map(pool -> new Pool(pool.prefix().toString(), pool.size(), pool.free()))
                        .toList())
                .join();
        return new Status(
                Version.TEXT,
                gateway.lifecycle().state(),
                gateway.lifecycle().startedAt(),
                gateway.config().file().toString(),
                gateway.configReadAt(),
                gateway.addresses().stream().map(IpLiteral::format).toList(),
                gateway.dtlsListeners.stream()
                        .map(listener -> IpLiteral.format(listener.address()))
                        .toList(),
                gateway.storeWatch.isReachable() ? "ok" : "out of reach",
                gateway.workers.all().size(),
                population.sessions(),
                population.tunnels(),
                population.unsettled(),
                gateway.signIns.underWay().join(),
                gateway.strangers.present(),
                pools,
                drops(gateway));
    }

    private static Map<String, Long> drops(Gateway gateway) {
        Map<String, Long> drops = new LinkedHashMap<>();
        for (Drop reason : Drop.values()) {
            drops.put(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), gateway.workers.dropped(reason));
        }
        return drops;
    }
}
