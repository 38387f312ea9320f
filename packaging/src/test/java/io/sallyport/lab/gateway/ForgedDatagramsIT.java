package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.lab.Deadline;
import io.sallyport.lab.Headend;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.RawSender;
import io.sallyport.lab.Running;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody who can send under a client's address and port, and has seen what it has sent, while it works. */
@NeedsLab(programs = {"openconnect", "tcpdump", "curl"})
class ForgedDatagramsIT {
    private static final int FORGERIES = 50_000;
    private static final int BURST = 20;
    private static final long BURST_NANOS = 1_000_000; // 20,000 per second
    private static final int CLIENT_PORT = 40001;
    private static final int CAPTURED = 40;
    private static final int ETHERNET_IPV4_AND_UDP = 14 + 20 + 8;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int RECORD_HEADER = 13;
    private static final byte[] DTLS_1_2 = {(byte) 0xFE, (byte) 0xFD};
    private static final InetSocketAddress CLIENT =
            new InetSocketAddress(InetAddress.ofLiteral("198.18.1.11"), CLIENT_PORT);

    private Site site;
    private Running capture;
    private Path captured;

    @BeforeEach
    void open() {
        site = Site.open(ALICE);
        captured = site.topology().directory().resolve("client.pcap");
        capture = site.topology()
                .gateway()
                .command(
                        "tcpdump",
                        "-i",
                        "client1",
                        "-U",
                        "-Z",
                        "root",
                        "-c",
                        Integer.toString(CAPTURED),
                        "-w",
                        captured.toString(),
                        "udp dst port 443")
                .start();
        capture.await("listening on", SOON);
    }

    @AfterEach
    void close() {
        try {
            capture.close();
        } finally {
            site.close();
        }
    }

    @Test
    @Requirement({212, 223})
    void changeNothingAndAreNotAnswered() throws IOException {
        try (Openconnect client = site.clientWithDtls(site.topology().client1())
                .option("--dtls-local-port=" + CLIENT_PORT)
                .user(ALICE)
                .connect(SOON)) {
            site.awaitChannel("dtls", client);
            site.topology().client1().run("ping", "-q", "-c" + CAPTURED, "-i0.01", "198.18.2.10");
            capture.awaitExit(SOON);
            List<byte[]> seen = datagrams(Files.readAllBytes(captured));
            List<byte[]> forgeries = forgeries(seen);
            long mark = client.process().mark();
            double misfits = misfits();
            countAnswers();
            Transfer download = new Transfer(
                    Transfer.Direction.DOWNLOAD, Topology.TARGET_IPV4, 200_000_000, 7, Transfer.Check.SHA_256);
            CompletableFuture<Transfer.Result> result = CompletableFuture.supplyAsync(
                    () -> download.run(site.topology().client1()));

            send(forgeries);

            assertThat(result.join().sha256()).isEqualTo(download.expectedSha256());
            Deadline.in(SOON).await("each of them counted", () -> misfits() - misfits >= FORGERIES);
            assertThat(site.metric("sallyport_dtls_misfits_total{reason=\"old_hello\"}"))
                    .isPositive();
            assertThat(site.metric("sallyport_dtls_misfits_total{reason=\"replayed\"}"))
                    .isPositive();
            assertThatNothingWasAnswered();
            assertThat(site.sessionOf(client).path("channel").asString()).isEqualTo("dtls");
            assertThat(site.metric("sallyport_dtls_handshakes_total{outcome=\"completed\"}"))
                    .isEqualTo(1);
            assertThat(client.process().output().substring((int) mark)).isEmpty();
        }
    }

    /** Every type, epoch and length of body; lengths that lie; what the client has really sent, again. */
    private static List<byte[]> forgeries(List<byte[]> seen) {
        byte[] hello = seen.getFirst();
        List<byte[]> replays = Stream.concat(
                        Stream.of(hello), seen.stream().filter(datagram -> datagram[0] == APPLICATION_DATA))
                .toList();
        Random random = new Random(4);
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; all.size() < FORGERIES; i++) {
            if (i % 10 == 9) {
                all.add(replays.get(random.nextInt(replays.size())));
                continue;
            }
            int bodyLength = i % 65;
            byte[] record = new byte[RECORD_HEADER + bodyLength];
            random.nextBytes(record);
            int claimed = i % 7 == 6 ? random.nextInt(1 << 16) : bodyLength;
            ByteBuffer.wrap(record)
                    .put((byte) i) // type
                    .put(random.nextInt(8) == 0 ? new byte[] {(byte) random.nextInt(), (byte) 0xFD} : DTLS_1_2)
                    .putShort((short) (i / 256 % 4)) // epoch
                    .putShort((short) 0)
                    .putInt(random.nextInt(1 << 17)) // near what the client has reached
                    .putShort((short) claimed);
            all.add(record);
        }
        return all;
    }

    private void send(List<byte[]> datagrams) {
        InetSocketAddress gateway = new InetSocketAddress(Topology.GATEWAY_IPV4, Headend.PORT);
        try (RawSender sender = RawSender.open(site.topology().client1(), CLIENT, gateway)) {
            long due = System.nanoTime();
            for (int i = 0; i < datagrams.size(); i++) {
                sender.send(datagrams.get(i));
                if (i % BURST == BURST - 1) {
                    due += BURST_NANOS;
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        }
    }

    /** Whatever leaves the port that is not application data of the association. */
    private void countAnswers() {
        site.topology().gateway().nft("""
                table inet answers {
                  chain out {
                    type filter hook output priority 0
                    udp sport 443 @th,64,8 != %d counter
                    udp sport 443 @th,88,16 != 1 counter
                  }
                }
                """.formatted(APPLICATION_DATA));
    }

    private void assertThatNothingWasAnswered() {
        String table = site.topology()
                .gateway()
                .run("nft", "list", "table", "inet", "answers")
                .orFail()
                .out();
        assertThat(table.lines().filter(line -> line.contains("counter")))
                .hasSize(2)
                .allMatch(line -> line.contains("packets 0 bytes 0"));
    }

    private double misfits() {
        return Stream.of(
                        "epoch",
                        "forged",
                        "length",
                        "old_hello",
                        "replayed",
                        "stranger",
                        "type",
                        "unknown_id",
                        "version")
                .mapToDouble(reason -> site.metric("sallyport_dtls_misfits_total{reason=\"" + reason + "\"}"))
                .sum();
    }

    /** The payloads of a capture, in its order: pcap, of this machine's byte order, Ethernet. */
    private static List<byte[]> datagrams(byte[] pcap) {
        ByteBuffer file = ByteBuffer.wrap(pcap).order(ByteOrder.nativeOrder()).position(24);
        List<byte[]> datagrams = new ArrayList<>();
        while (file.remaining() >= 16) {
            int length = file.getInt(file.position() + 8);
            file.position(file.position() + 16);
            byte[] payload = new byte[length - ETHERNET_IPV4_AND_UDP];
            file.get(file.position() + ETHERNET_IPV4_AND_UDP, payload);
            file.position(file.position() + length);
            datagrams.add(payload);
        }
        assertThat(datagrams.getFirst()[0]).as("the first record").isEqualTo((byte) HANDSHAKE);
        return datagrams;
    }
}
