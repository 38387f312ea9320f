package io.sallyport.dataplane.packet;

import org.jspecify.annotations.Nullable;

/**
 * Joins packets of the same flow into super-packets on their way into the kernel; owned by one TUN queue.
 *
 * <p>A fixed number of super-packets grow at a time. Packets of a flow leave in the order in which they came; those of
 * different flows may overtake each other.
 *
 * <p>Plain acknowledgements cannot be joined. Of several that follow each other the last says all, and only that one leaves,
 * as it would have been the only one, had the data come to the client as one super-packet. One that acknowledges no more than
 * the one before, or says more than a number, replaces none.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc3449">RFC 3449, section 5.2.1: ACK filtering</a>
 */
public final class Coalescer {
    private static final int FLOWS = 8;

    /** Where packets go. */
    @FunctionalInterface
    public interface Output {
        /**
         * Writes one packet; nothing of it is kept.
         *
         * @param vnetHeader {@link VnetHeader#LENGTH} bytes
         * @return whether it has been taken
         */
        boolean write(byte[] vnetHeader, byte[] bytes, int offset, int length);
    }

    private final Output output;
    private final boolean joinsUdp;
    private final SuperPacket[] growing = new SuperPacket[FLOWS];
    private final FlowPacket packet = new FlowPacket();
    private final byte[] header = new byte[VnetHeader.LENGTH];
    private int next; // gives way when all are taken: each in turn
    private long superseded;

    /** @param joinsUdp whether the kernel takes several datagrams in one */
    public Coalescer(boolean joinsUdp, Output output) {
        this.joinsUdp = joinsUdp;
        this.output = output;
        for (int i = 0; i < FLOWS; i++) {
            growing[i] = new SuperPacket();
        }
    }

    /**
     * Takes one packet that {@link IpPacket#check} has passed; it has been copied on return.
     *
     * @return packets that the output has refused meanwhile
     */
    public int append(byte[] bytes, int offset, int length) {
        if (!packet.read(bytes, offset, length)) {
            return flush() + write(bytes, offset, length); // it may belong to any flow
        }
        SuperPacket mine = find(packet.flow);
        boolean acknowledges = packet.isPlainAcknowledgement();
        if (acknowledges && mine != null && mine.giveWayTo(packet)) {
            superseded++;
            return 0;
        }
        boolean joins = (packet.tcp || joinsUdp) && packet.mayJoin();
        if (joins && mine != null && mine.add(packet)) {
            return 0;
        }
        int lost = mine == null ? 0 : mine.write(header, output);
        if (!joins && !acknowledges) {
            return lost + write(bytes, offset, length);
        }
        SuperPacket free = mine != null ? mine : firstEmpty();
        if (free == null) {
            free = growing[next];
            next = (next + 1) % FLOWS;
            lost += free.write(header, output);
        }
        free.begin(packet);
        return lost;
    }

    /**
     * Writes all that is growing.
     *
     * @return packets that the output has refused
     */
    public int flush() {
        int lost = 0;
        for (SuperPacket each : growing) {
            lost += each.isEmpty() ? 0 : each.write(header, output);
        }
        return lost;
    }

    /** Acknowledgements so far that were left out for a later one. */
    public long superseded() {
        return superseded;
    }

    private int write(byte[] bytes, int offset, int length) {
        return output.write(header, bytes, offset, length) ? 0 : 1;
    }

    private @Nullable SuperPacket firstEmpty() {
        for (SuperPacket each : growing) {
            if (each.isEmpty()) {
                return each;
            }
        }
        return null;
    }

    private @Nullable SuperPacket find(long flow) {
        for (SuperPacket each : growing) {
            if (each.isOf(flow)) {
                return each;
            }
        }
        return null;
    }
}
