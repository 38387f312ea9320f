package io.sallyport.dataplane.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.udp.UdpCounters.Event;
import java.lang.foreign.Arena;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets on the loopback interface. */
class UdpSocketTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final UdpCounters counters = new UdpCounters();

    /** Datagrams to one place. */
    private record Place(Endpoint endpoint) implements Destination {
        @Override
        public void tooBig(int largestDatagram) {
            throw new AssertionError("nothing is too big for the loopback interface: " + largestDatagram);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "127.0.0.1, false", "::1, true", "::1, false"})
    void carriesDatagramsOfEveryLengthInTheirOrder(String host, boolean segmenting) throws Exception {
        InetSocketAddress any = new InetSocketAddress(host, 0);
        try (UdpSocket sender = UdpSocket.open(any, counters);
                UdpSocket receiver = UdpSocket.open(any, new UdpCounters());
                Arena arena = Arena.ofConfined()) {
            DatagramWriter writer = segmenting
                    ? sender.writer()
                    : new DatagramWriter(
                            sender.fd(), new SocketCalls(arena), arena, counters, false, sender::pathLimit);
            Place place = new Place(endpoint(host, receiver.port()));
            List<Integer> lengths = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                lengths.add(i % 50 == 49 ? i : i % 150 == 0 ? 1400 : 1300);
            }
            List<byte[]> received = new ArrayList<>();

            for (int i = 0; i < lengths.size(); i++) {
                write(writer, place, lengths.get(i), (byte) i);
                if (i % 100 == 99) { // the receiver's buffer is bounded where the test has no rights
                    writer.flush();
                    readInto(received, receiver, i + 1, sender.port());
                }
            }

            assertThat(received.stream().map(datagram -> datagram.length)).isEqualTo(lengths);
            for (int i = 0; i < received.size(); i++) {
                byte[] expected = new byte[lengths.get(i)];
                Arrays.fill(expected, (byte) i);
                assertThat(received.get(i)).as("datagram %d", i).isEqualTo(expected);
            }
            assertThat(counters.of(Event.SENT)).isEqualTo(600);
            assertThat(writer.isSegmenting()).as("nothing was refused").isEqualTo(segmenting);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void answersFromTheAddressThatWasAsked(String wildcard) throws Exception {
        try (UdpSocket gateway = UdpSocket.open(new InetSocketAddress(wildcard, 0), counters);
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.setSoTimeout((int) PATIENCE.toMillis());
            InetAddress asked = InetAddress.getByName("127.0.0.77");
            client.send(new DatagramPacket(new byte[] {7}, 1, asked, gateway.port()));

            readOnce(gateway, (bytes, offset, length, source) -> {
                assertThat(source.isIpv4()).isTrue();
                write(gateway.writer(), new Place(source.copy()), 5, (byte) 9);
            });
            gateway.writer().flush();

            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            client.receive(answer);
            assertThat(answer.getAddress()).isEqualTo(asked);
            assertThat(answer.getLength()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void hearsEmptyDatagrams(String host) throws Exception {
        try (UdpSocket gateway = UdpSocket.open(new InetSocketAddress(host, 0), counters);
                DatagramSocket client = new DatagramSocket(0, InetAddress.getByName(host))) {
            client.send(new DatagramPacket(new byte[0], 0, InetAddress.getByName(host), gateway.port()));
            List<Integer> lengths = new ArrayList<>();

            readOnce(gateway, (bytes, offset, length, source) -> lengths.add(length));

            assertThat(lengths).containsExactly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void doesNotShareAPortWithAnotherProcess(String host) throws Exception {
        try (UdpSocket other = UdpSocket.open(new InetSocketAddress(host, 0), counters)) {
            assertThatThrownBy(() -> UdpSocket.claim(new InetSocketAddress(host, other.port())))
                    .isInstanceOf(UdpUnavailable.class)
                    .hasMessageContaining("the port is in use");
        }
    }

    private static void write(DatagramWriter writer, Destination destination, int length, byte filling) {
        int at = writer.room(length);
        Arrays.fill(writer.bytes(), at, at + length, filling);
        writer.commit(destination, length);
    }

    private static void readInto(List<byte[]> received, UdpSocket receiver, int count, int port) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (received.size() < count && System.nanoTime() - deadline < 0) {
            int read = receiver.reader().read((bytes, offset, length, source) -> {
                assertThat(source.port()).isEqualTo(port);
                received.add(Arrays.copyOfRange(bytes, offset, offset + length));
            });
            if (read == 0) {
                Thread.onSpinWait();
            }
        }
        assertThat(received).hasSize(count);
    }

    private static void readOnce(UdpSocket socket, DatagramReceiver receiver) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (socket.reader().read(receiver) == 0) {
            assertThat(System.nanoTime() - deadline).as("a datagram in time").isNegative();
            Thread.onSpinWait();
        }
    }

    private static Endpoint endpoint(String host, int port) {
        Endpoint endpoint = new Endpoint();
        if (host.equals("::1")) {
            endpoint.setRemote(0, 1, port, 0);
        } else {
            endpoint.setRemote(0, 0xFFFF_7F00_0001L, port, 0);
        }
        return endpoint;
    }
}
