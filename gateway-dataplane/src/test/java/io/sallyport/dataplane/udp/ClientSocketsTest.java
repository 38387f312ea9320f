package io.sallyport.dataplane.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.udp.ClientSockets.Recipient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientSocketsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    @Test
    void manySocketsShareTheBatchesAndEachSendsFromItsOwnPort() throws UdpUnavailable {
        try (ClientSockets sockets = new ClientSockets()) {
            int server = sockets.open(new InetSocketAddress(LOOPBACK, 0));
            int first = sockets.open(new InetSocketAddress(LOOPBACK, 0));
            int second = sockets.open(new InetSocketAddress(LOOPBACK, 0));
            Recipient recipient = Recipient.of(new InetSocketAddress(LOOPBACK, sockets.port(server)));

            send(sockets, first, recipient, 1, 1);
            send(sockets, second, recipient, 2);
            sockets.flush();

            List<String> heard = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (heard.size() < 3 && System.nanoTime() - deadline < 0) {
                sockets.read(
                        server,
                        (bytes, offset, _, source) -> heard.add(bytes[offset] + " from "
                                + source.toSocketAddress().getPort()));
            }
            String ofFirst = "1 from " + sockets.port(first);
            assertThat(heard).containsExactlyInAnyOrder(ofFirst, ofFirst, "2 from " + sockets.port(second));
            List.of(server, first, second).forEach(sockets::close);
        }
    }

    private static void send(ClientSockets sockets, int fd, Recipient recipient, int... contents) {
        for (int content : contents) {
            int at = sockets.room(fd, 100);
            sockets.bytes()[at] = (byte) content;
            sockets.commit(recipient, 100);
        }
    }
}
