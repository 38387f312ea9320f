package io.sallyport.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Bytes to or from {@link TargetHost}, counted and timed.
 *
 * @param direction as the client sees it
 * @param target address of the target host; says the family
 * @param count bytes
 * @param seed of {@link PatternBytes}
 * @param check what is made of them
 */
public record Transfer(Direction direction, InetAddress target, long count, long seed, Check check) {
    private static final int BUFFER_LENGTH = 1 << 20;
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(10);

    /** Way of the bytes. */
    public enum Direction {
        DOWNLOAD,
        UPLOAD
    }

    /** Hashing costs more than moving: measurements only count. */
    public enum Check {
        SHA_256,
        COUNT
    }

    /**
     * What came of it.
     *
     * @param bytes that arrived
     * @param seconds from the request to the last byte, or to the target's word that all arrived
     * @param sha256 of what arrived, lower-case hexadecimal; {@code -} when only counted
     */
    public record Result(long bytes, double seconds, String sha256) {

        /** Gigabits per second of payload. */
        public double gigabits() {
            return bytes * 8 / seconds / 1e9;
        }
    }

    /** What {@link Result#sha256} must be. */
    public String expectedSha256() {
        return PatternBytes.sha256(seed, count);
    }

    /** Runs it from {@code client}, in this JVM. */
    public Result run(Namespace client) {
        try (SocketChannel channel = client.connect(new InetSocketAddress(target, TargetHost.PORT), TIME_TO_CONNECT)) {
            return run(channel);
        } catch (IOException e) {
            throw new LabFailure(this + ": " + e.getMessage(), e);
        }
    }

    private Result run(SocketChannel channel) throws IOException {
        long begin = System.nanoTime();
        return switch (direction) {
            case DOWNLOAD -> download(channel, begin);
            case UPLOAD -> upload(channel, begin);
        };
    }

    private Result download(SocketChannel channel, long begin) throws IOException {
        TargetHost.writeAll(
                channel,
                TargetHost.ascii("GET /bytes?count=" + count + "&seed=" + seed + " HTTP/1.1\r\nHost: target\r\n\r\n"));
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_LENGTH);
        HttpHead.read(channel, buffer);
        MessageDigest digest = PatternBytes.newSha256();
        long bytes = 0;
        do {
            bytes += buffer.remaining();
            if (check == Check.SHA_256) {
                digest.update(buffer);
            }
            buffer.clear();
        } while (bytes < count && channel.read(buffer) >= 0 && buffer.flip().hasRemaining());
        return new Result(bytes, secondsSince(begin), check == Check.SHA_256 ? hex(digest) : "-");
    }

    private Result upload(SocketChannel channel, long begin) throws IOException {
        TargetHost.writeAll(
                channel,
                TargetHost.ascii("POST /upload" + (check == Check.COUNT ? "?digest=none" : "")
                        + " HTTP/1.1\r\nHost: target\r\nContent-Length: " + count + "\r\n\r\n"));
        for (PatternBytes bytes = new PatternBytes(seed, count); bytes.hasMore(); ) {
            TargetHost.writeAll(channel, bytes.next());
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LENGTH);
        HttpHead.read(channel, buffer).readBody(channel, buffer);
        String[] words =
                StandardCharsets.US_ASCII.decode(buffer).toString().strip().split("\\s+", -1);
        return new Result(Long.parseLong(words[1]), secondsSince(begin), words[3]);
    }

    /**
     * {@code download|upload ADDRESS COUNT SEED [SOURCE]} from wherever it runs, and prints bytes, seconds and SHA-256.
     * SOURCE is an own address to come from.
     */
    public static void main(String[] args) throws IOException {
        List<String> words = List.of(args);
        Transfer transfer = new Transfer(
                Direction.valueOf(words.get(0).toUpperCase(Locale.ROOT)),
                InetAddress.ofLiteral(words.get(1)),
                Long.parseLong(words.get(2)),
                Long.parseLong(words.get(3)),
                Check.SHA_256);
        try (SocketChannel channel = SocketChannel.open()) {
            if (words.size() > 4) {
                channel.bind(new InetSocketAddress(InetAddress.ofLiteral(words.get(4)), 0));
            }
            channel.connect(new InetSocketAddress(transfer.target(), TargetHost.PORT));
            Result result = transfer.run(channel);
            System.out.printf(
                    Locale.ROOT,
                    "bytes=%d seconds=%.3f sha256=%s%n",
                    result.bytes(),
                    result.seconds(),
                    result.sha256());
        }
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
