package io.sallyport.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class FlowTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.ofLiteral("198.18.2.10"), 5001);
    private static final int WINDOW = 80;

    private final SendQueue queue = new SendQueue();
    private int sent;

    private Flow upload() {
        Traffic traffic = new Traffic(Direction.UPLOAD, PEER, WINDOW);
        return new Flow((packet, times) -> sent += times, traffic, queue, 0xC000_0202, 20_000, 1400);
    }

    @Test
    void aFlowThatHasEndedWhileItWaitedForItsTurnSendsNothing() {
        Flow flow = upload();
        flow.begin();

        flow.end();
        queue.run();

        assertThat(sent).isZero();
    }

    @Test
    void whatFlowsHadUnderWayDoesNotHoldUpThoseAfterThem() {
        for (int i = 0; i < 1000; i++) {
            Flow flow = upload();
            flow.begin();
            queue.run();
            flow.end();
        }
        sent = 0;

        upload().begin();
        queue.run();

        assertThat(sent).isEqualTo(WINDOW);
    }

    @Test
    void whatIsStuckIsSentAnew() {
        Flow flow = upload();
        flow.begin();
        queue.run();

        flow.tick();
        flow.tick();
        queue.run();

        assertThat(sent).isEqualTo(2 * WINDOW);
    }
}
