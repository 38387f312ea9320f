package io.sallyport.server.boot;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sallyport.aaa.ban.Offence;
import io.sallyport.dataplane.dtls.Misfit;
import io.sallyport.dataplane.udp.UdpCounters;
import io.sallyport.dataplane.worker.Drop;
import io.sallyport.dataplane.worker.Work;
import io.sallyport.dataplane.worker.Worker;
import io.sallyport.server.address.AddressPool;
import io.sallyport.server.cstp.CstpCounters;
import io.sallyport.server.dtls.DtlsCounters;
import io.sallyport.server.metrics.CollectorMeters;
import io.sallyport.server.metrics.Meters;
import java.util.Locale;

/** Publishes every bound and every drop of a gateway, and what it is doing. No label has a user's name in it. */
final class GatewayMeters {
    private final Gateway gateway;
    private final Meters meters;

    private GatewayMeters(Gateway gateway, Meters meters) {
        this.gateway = gateway;
        this.meters = meters;
    }

    static PrometheusMeterRegistry of(Gateway gateway) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        GatewayMeters all = new GatewayMeters(gateway, new Meters(registry));
        all.connections();
        all.signIns();
        all.sessions();
        all.packets();
        all.dtls();
        all.store();
        new JvmMemoryMetrics().bindTo(registry);
        new CollectorMeters().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        return registry;
    }

    private void connections() {
        Counters counters = gateway.counters;
        meters.count(
                "connections", "admission", "New connections", counters.listen().admissions());
        meters.count(
                "handshakes", "outcome", "TLS handshakes", counters.listen().handshakes());
        meters.count(
                "timeouts",
                "limit",
                "Connections without a tunnel that ran out of time",
                counters.listen().losses());
        meters.count(
                "http.requests", "purpose", "HTTP requests", counters.http().requests());
        meters.count(
                "http.refusals",
                "reason",
                "HTTP requests refused",
                counters.http().refusals());
        meters.count(
                "download.files",
                "event",
                "Profiles and packages read or refused",
                counters.downloads().events());
        meters.gauge("strangers", "Connections without a tunnel", () -> gateway.strangers.present());
        meters.gauge(
                "strangers.limit",
                "Most connections without a tunnel",
                () -> gateway.config().limits().strangers());
        meters.gauge(
                "offload.waiting", "Handshakes and documents that wait for a thread", () -> gateway.offload.backlog());
    }

    private void signIns() {
        meters.count(
                "sign.ins",
                "event",
                "What sign-ins have come to",
                gateway.counters.auth().events());
        meters.gauge(
                "sign.ins.under.way",
                "Sign-ins under way",
                () -> gateway.signIns.underWay().join());
        meters.gauge(
                "sign.ins.limit",
                "Most sign-ins under way",
                () -> gateway.config().limits().conversations());
        meters.gauge("password.checks.waiting", "Password hashes that wait", () -> gateway.passwordChecks.waiting());
        meters.gauge(
                "password.checks.limit",
                "Most password hashes that may wait",
                () -> gateway.config().limits().passwordQueue());
        meters.count(
                "password.checks.refused",
                "Password hashes not computed, for too many waited",
                () -> gateway.passwordChecks.refused());
        meters.count("ocsp.questions", "Authorities asked about a certificate", () -> gateway.ocsp.asked());
        meters.count(
                "ocsp.unanswered",
                "Authorities asked that have not answered in time, or with an error",
                () -> gateway.ocsp.unanswered());
        for (Offence kind : Offence.values()) {
            meters.count(
                    "offences",
                    "kind",
                    kind.name().toLowerCase(Locale.ROOT),
                    "What sources and users were given points for",
                    () -> gateway.bans.offences(kind));
        }
        meters.count("bans.given", "Bans of sources and users", () -> gateway.bans.given());
        meters.count("bans.evictions", "Sources and users forgotten for want of room", () -> gateway.bans.evictions());
        meters.gauge(
                "bans",
                "Sources and users shut out",
                () -> gateway.bans.list(gateway.now()).size());
    }

    private void sessions() {
        meters.gauge(
                "sessions",
                "Sessions",
                () -> gateway.sessions.population().join().sessions());
        meters.gauge(
                "sessions.limit",
                "Most sessions",
                () -> gateway.config().limits().sessions());
        meters.gauge(
                "tunnels",
                "Sessions with a tunnel",
                () -> gateway.sessions.population().join().tunnels());
        meters.gauge(
                "sessions.unsettled",
                "Ended sessions that the store does not know to have ended",
                () -> gateway.sessions.population().join().unsettled());
        meters.count(
                "session.openings",
                "outcome",
                "Sessions asked for",
                gateway.counters.sessions().openings());
        meters.count(
                "session.ends",
                "reason",
                "Sessions ended",
                gateway.counters.sessions().ends());
        meters.count(
                "tunnel.openings",
                "outcome",
                "Tunnels asked for",
                gateway.counters.sessions().attachments());
        meters.count(
                "strap.signatures",
                "outcome",
                "Clients' keys looked at",
                gateway.counters.sessions().straps());
        meters.count(
                "tunnel.ends",
                "how",
                "Tunnels ended",
                gateway.counters.sessions().endings());
        gateway.pools.all().forEach(this::pool);
    }

    private void pool(AddressPool pool) {
        String network = pool.prefix().toString();
        meters.gauge("addresses", "network", network, "Addresses for clients", pool::size);
        meters.gauge(
                "addresses.free",
                "network",
                network,
                "Addresses that nobody holds",
                () -> gateway.control.ask(pool::free).join());
    }

    private void packets() {
        for (Drop reason : Drop.values()) {
            meters.count(
                    "packets.dropped",
                    "reason",
                    reason.name().toLowerCase(Locale.ROOT),
                    "Packets that went no further",
                    () -> gateway.workers.dropped(reason));
        }
        for (Worker worker : gateway.workers.all()) {
            for (Work kind : Work.values()) {
                meters.count(
                        "worker." + kind.name().toLowerCase(Locale.ROOT).replace('_', '.'),
                        "worker",
                        Integer.toString(gateway.workers.all().indexOf(worker)),
                        "What the packet path has done",
                        () -> worker.work().of(kind));
            }
        }
        CstpCounters cstp = gateway.counters.cstp();
        meters.count("cstp.bad.frames", "reason", "Connections ended for what is not CSTP", cstp.badFrames());
        meters.count(
                "cstp.unknown.frames",
                "Frames of a type that means nothing",
                () -> cstp.unknownFrames().sum());
        meters.count("cstp.probes", "DPD requests sent", () -> cstp.probes().sum());
        meters.count(
                "cstp.faults",
                "Channels ended by an error of the gateway",
                () -> cstp.faults().sum());
    }

    private void dtls() {
        DtlsCounters dtls = gateway.counters.dtls();
        meters.count("dtls.handshakes", "outcome", "DTLS handshakes", dtls.handshakes());
        meters.count("dtls.switches", "to", "Tunnels whose packets changed channel", dtls.switches());
        meters.count(
                "dtls.handshake.records.refused",
                "Records that came during a handshake and were not shown to it",
                () -> dtls.handshakeRecordsRefused().sum());
        meters.count(
                "dtls.probes",
                "DPD requests sent over DTLS",
                () -> dtls.probes().sum());
        meters.count(
                "dtls.unknown.frames",
                "Frames over DTLS of a type that means nothing",
                () -> dtls.unknownFrames().sum());
        meters.count(
                "dtls.too.large",
                "Packets and answers that no datagram to their client holds",
                () -> dtls.tooLarge().sum());
        for (Misfit reason : Misfit.values()) {
            meters.count(
                    "dtls.misfits",
                    "reason",
                    reason.name().toLowerCase(Locale.ROOT),
                    "Datagrams and records passed over in silence",
                    () -> gateway.dtlsListeners.stream()
                            .mapToLong(listener -> listener.misfits(reason))
                            .sum());
        }
        for (UdpCounters.Event event : UdpCounters.Event.values()) {
            meters.count(
                    "udp.datagrams",
                    "event",
                    event.name().toLowerCase(Locale.ROOT),
                    "What happened to datagrams",
                    () -> gateway.dtlsListeners.stream()
                            .mapToLong(listener -> listener.count(event))
                            .sum());
        }
    }

    private void store() {
        meters.gauge("store.up", "Whether the store can be reached", () -> gateway.storeWatch.isReachable() ? 1 : 0);
        meters.gauge(
                "store.writes.waiting",
                "Writes that wait",
                () -> gateway.store.counters().waiting());
        meters.count(
                "store.writes",
                "Writes made durable",
                () -> gateway.store.counters().writes());
        meters.count(
                "store.commits",
                "Commits that made them so",
                () -> gateway.store.counters().commits());
        meters.count(
                "store.writes.lost",
                "why",
                "refused",
                "Writes not made",
                () -> gateway.store.counters().refused());
        meters.count(
                "store.writes.lost",
                "why",
                "failed",
                "Writes not made",
                () -> gateway.store.counters().failed());
        meters.count(
                "store.writes.lost",
                "why",
                "unavailable",
                "Writes not made",
                () -> gateway.store.counters().unavailable());
        meters.gauge("control.backlog", "Tasks that wait for the control executor", () -> gateway.control.backlog());
    }
}
