package io.sallyport.dataplane.route;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Cost of finding the tunnel of an address among few and many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteTableBenchmark {
    @Param({"1", "5000"})
    public int sessions;

    private RouteTable table = RouteTable.EMPTY;
    private int next;

    @Setup
    public void build() {
        Routes routes = new Routes();
        for (int i = 0; i < sessions; i++) {
            routes.add(new Tunnel(
                    Optional.of(Inet4Address.ofLiteral("10.0.%d.%d".formatted(i >> 8, i & 255))),
                    Optional.of((Inet6Address) Inet6Address.ofLiteral("2001:db8:77::%x".formatted(i))),
                    1406,
                    new Nowhere()));
        }
        table = routes.table();
    }

    @Benchmark
    public @Nullable Tunnel ipv4() {
        next = next + 1 < sessions ? next + 1 : 0;
        return table.ipv4(0x0A00_0000 | next);
    }

    @Benchmark
    public @Nullable Tunnel ipv6() {
        next = next + 1 < sessions ? next + 1 : 0;
        return table.ipv6(0x2001_0db8_0077_0000L, next);
    }

    private static final class Nowhere implements PacketSink {
        @Override
        public Affinity affinity() {
            return Runnable::run;
        }

        @Override
        public boolean send(byte[] bytes, int offset, int length) {
            return false;
        }

        @Override
        public void flush() {}
    }
}
