package io.sallyport.server.carriage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.server.metrics.Tally;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Which channel carries packets, after everything that channels can say. */
class CarriageTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Channel tls = new Channel(0);
    private final Tunnel tunnel = new Tunnel(Optional.empty(), Optional.empty(), 1406, tls);
    private final Tally<Carriage.Switch> switches = new Tally<>(Carriage.Switch.class);
    private final Carriage carriage = new Carriage(tunnel, tls, 1390, switches, 0);

    @Test
    void beginsOverTls() {
        assertThat(carriage.isOverDtls()).isFalse();
        assertThat(tunnel.sink()).isSameAs(tls);
    }

    @Test
    @Requirement(214)
    void goesOverDtlsOnceItStands() {
        Channel dtls = opened(1406);

        assertThat(carriage.isOverDtls()).isTrue();
        assertThat(tunnel.sink()).isSameAs(dtls);
        assertThat(tunnel.mtu()).isEqualTo(1406);
    }

    @Test
    void switchesBehindThePacketsThatAreUnderWay() {
        Channel dtls = new Channel(1406);
        carriage.opened(dtls, dtls, 1);
        carriage.ready(dtls);

        assertThat(tunnel.sink()).isSameAs(tls);
        runTasks();
        assertThat(tunnel.sink()).isSameAs(dtls);
    }

    @Test
    @Requirement(226)
    void followsAClientThatSendsDataOverTlsUntilItsNextDatagram() {
        Channel dtls = opened(1406);

        carriage.heardDataOverTls();
        runTasks();
        assertThat(tunnel.sink()).isSameAs(tls);
        assertThat(tunnel.mtu()).isEqualTo(1390);

        carriage.heard(dtls, 2);
        runTasks();
        assertThat(tunnel.sink()).isSameAs(dtls);
    }

    @Test
    @Requirement(227)
    void leavesAQuietDtlsAndComesBackWhenItIsHeard() {
        Channel dtls = opened(1406);

        carriage.quiet(dtls);
        runTasks();
        assertThat(carriage.isOverDtls()).isFalse();
        assertThat(tunnel.sink()).isSameAs(tls);

        carriage.heard(dtls, 9);
        runTasks();
        assertThat(carriage.isOverDtls()).isTrue();
        assertThat(carriage.lastDatagramNanos()).isEqualTo(9);
    }

    @Test
    @Requirement(224)
    void takesTheLatestAssociationAndRetiresTheOneBefore() {
        Channel first = opened(1406);
        Channel second = opened(1300);

        assertThat(tunnel.sink()).isSameAs(second);
        assertThat(tunnel.mtu()).isEqualTo(1300);
        assertThat(first.retired).isTrue();
        assertThat(first.closed).isFalse();

        carriage.heard(first, 3);
        runTasks();
        assertThat(tunnel.sink()).as("what the older one hears").isSameAs(second);
    }

    @Test
    void goesBackToTlsWhenDtlsEnds() {
        Channel dtls = opened(1406);

        carriage.closed(dtls);
        runTasks();
        assertThat(tunnel.sink()).isSameAs(tls);

        carriage.heard(dtls, 3);
        runTasks();
        assertThat(tunnel.sink()).as("a late word of it").isSameAs(tls);
    }

    @Test
    void carriesSmallerPacketsWhenTheWayNarrows() {
        Channel dtls = opened(1406);

        dtls.mtu = 1200;
        carriage.resized(dtls);

        assertThat(tunnel.mtu()).isEqualTo(1200);
    }

    @Test
    @Requirement(225)
    void handsItsDtlsToTheNewerTunnelUntilThatHasItsOwn() {
        Channel old = opened(1406);
        Tunnel nextTunnel = new Tunnel(Optional.empty(), Optional.empty(), 1406, tls);
        Carriage next = new Carriage(nextTunnel, tls, 1390, switches, 0);

        carriage.supersededBy(next);
        assertThat(old.retired).isTrue();
        assertThat(old.closed).isFalse();
        assertThat(nextTunnel.sink()).isSameAs(tls);

        Channel successor = new Channel(1406);
        next.opened(successor, successor, 4);
        assertThat(old.closed).isTrue();
    }

    @Test
    void closesEverythingAtTheEnd() {
        Channel dtls = opened(1406);

        carriage.end();
        assertThat(dtls.closed).isTrue();

        Channel late = new Channel(1406);
        carriage.opened(late, late, 5);
        assertThat(late.closed).as("a handshake that came too late").isTrue();
        assertThat(carriage.isOverDtls()).isFalse();
    }

    @Test
    void countsItsSwitches() {
        Channel dtls = opened(1406);
        carriage.heard(dtls, 2);
        carriage.quiet(dtls);
        carriage.quiet(dtls);

        assertThat(switches.of(Carriage.Switch.TO_DTLS)).isEqualTo(1);
        assertThat(switches.of(Carriage.Switch.TO_TLS)).isEqualTo(1);
    }

    @Test
    void staysOnTlsWhileTheClientThrowsDataAway() {
        Channel dtls = new Channel(1406);
        dtls.takesData = false;
        carriage.opened(dtls, dtls, 1);
        carriage.heard(dtls, 2);
        runTasks();
        assertThat(tunnel.sink()).isSameAs(tls);

        dtls.takesData = true;
        carriage.heard(dtls, 3);
        runTasks();
        assertThat(tunnel.sink()).isSameAs(dtls);
    }

    @Test
    void leavesAnAssociationWhoseClientBeginsTheNextOne() {
        Channel first = opened(1406);

        carriage.handshakeBegun();
        runTasks();
        assertThat(tunnel.sink()).isSameAs(tls);

        carriage.heard(first, 3);
        runTasks();
        assertThat(tunnel.sink()).as("it was somebody else").isSameAs(first);
    }

    private Channel opened(int mtu) {
        Channel channel = new Channel(mtu);
        carriage.opened(channel, channel, 1);
        carriage.ready(channel);
        runTasks();
        return channel;
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Remembers what becomes of it; its worker runs when the test says so. */
    private final class Channel implements UdpChannel {
        private final Affinity worker = tasks::add;
        private int mtu;
        private boolean takesData = true;
        private boolean retired;
        private boolean closed;

        Channel(int mtu) {
            this.mtu = mtu;
        }

        @Override
        public Affinity affinity() {
            return worker;
        }

        @Override
        public boolean send(byte[] bytes, int offset, int length) {
            return false;
        }

        @Override
        public void flush() {
            // Nothing is ever sent.
        }

        @Override
        public int mtu() {
            return mtu;
        }

        @Override
        public boolean takesData() {
            return takesData;
        }

        @Override
        public void retire() {
            retired = true;
        }

        @Override
        public void close() {
            closed = true;
            carriage.closed(this);
        }
    }
}
