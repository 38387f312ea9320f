package io.sallyport.dataplane.dtls;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Cost of sealing and of opening a DTLS record with a packet of 1406 bytes and the byte in front of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordBenchmark {
    private static final int RECORDS = 8192;
    private static final int LENGTH = 1407;

    @Param({"AES_256_GCM", "CHACHA20_POLY1305", "AES_256_CBC_SHA1"})
    public Protection protection = Protection.AES_256_GCM;

    private final byte[] content = new byte[LENGTH];
    private byte[] sealed = {};
    private byte[][] records = {};
    private Associations ends = new Associations(Protection.AES_256_GCM);

    /** The gateway's end, and a client's. */
    private static final class Associations {
        final Association gateway;
        final Association client;

        Associations(Protection protection) {
            RecordKeys keys =
                    RecordKeys.ofServer(DtlsVersion.DTLS_1_2, protection, new byte[protection.keyBlockLength()]);
            gateway = association(keys);
            client = association(keys.atOtherEnd());
        }

        private static Association association(RecordKeys keys) {
            Established established = new Established(keys, 1, List.of(), List.of());
            return new Association(established, new MisfitCounters(), new byte[1 << 17], 0, 0);
        }
    }

    /** What has been opened once is a replay, so each invocation begins with an association that has seen nothing. */
    @Setup(Level.Invocation)
    public void begin() {
        ends = new Associations(protection);
        if (records.length == 0) {
            sealed = new byte[ends.gateway.datagramLength(LENGTH)];
            records = new byte[RECORDS][];
            for (int i = 0; i < RECORDS; i++) {
                records[i] = new byte[sealed.length];
                ends.client.seal(content, 0, LENGTH, records[i], 0);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int seal() {
        int length = 0;
        for (int i = 0; i < RECORDS; i++) {
            length += ends.gateway.seal(content, 0, LENGTH, sealed, 0);
        }
        return length;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int open() {
        Contents contents = new Contents();
        for (byte[] record : records) {
            ends.gateway.open(record, 0, record.length, 0, contents);
        }
        if (contents.bytes != RECORDS * LENGTH) {
            throw new IllegalStateException("opened: " + contents.bytes + " bytes");
        }
        return contents.bytes;
    }

    private static final class Contents implements Association.Receiver {
        private int bytes;

        @Override
        public void genuine(boolean newest) {}

        @Override
        public void data(byte[] opened, int offset, int length) {
            bytes += length;
        }

        @Override
        public void missed(List<byte[]> lastFlight) {}

        @Override
        public void closed() {}
    }
}
