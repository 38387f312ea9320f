package io.sallyport.dataplane.tun;

import io.sallyport.dataplane.packet.FlowKey;
import io.sallyport.dataplane.packet.IpPacket;
import io.sallyport.dataplane.packet.VnetHeader;
import io.sallyport.dataplane.route.PacketSink;

/**
 * The packets of one read of a queue, super-packets behind the others; owned by one {@link OffloadQueue}.
 *
 * <p>A flow that sends super-packets is a transfer, one that sends single packets rather a conversation. A burst of dozens
 * of datagrams fills the receiver's buffer (92 of them in Linux, unless the client asks for more), and what comes behind it
 * is what is lost. Within a flow nothing overtakes.
 */
final class SparseFirst {
    private static final int SLOTS = 4; // super-packets of one flow that are under way at a time

    private final byte[][] packets = new byte[SLOTS][PacketSink.HEADROOM + 65_536];
    private final int[] lengths = new int[SLOTS];
    private final long[] flows = new long[SLOTS];
    private int oldest;
    private int held;

    /** Where the next packet is to be written, with {@link PacketSink#HEADROOM} bytes in front of it. */
    byte[] room() {
        return packets[slot(held)];
    }

    /** Takes the packet of {@code length} bytes that stands in {@link #room}: it goes on at once, or is kept back. */
    void take(int length, PacketQueue.Receiver receiver) {
        byte[] packet = room();
        boolean bulk = VnetHeader.isSuperPacket(packet, PacketSink.HEADROOM);
        boolean alone = !bulk && held == 0; // nothing to overtake
        long flow = alone ? FlowKey.UNKNOWN : flow(packet, length);
        if (alone || (!bulk && mayOvertake(flow))) {
            receiver.packet(packet, PacketSink.HEADROOM, length);
        } else {
            hold(length, flow, receiver);
        }
    }

    private void hold(int length, long flow, PacketQueue.Receiver receiver) {
        lengths[slot(held)] = length;
        flows[slot(held)] = flow;
        held++;
        if (held == SLOTS) {
            releaseOldest(receiver);
        }
    }

    private int slot(int age) {
        return (oldest + age) % SLOTS;
    }

    private static long flow(byte[] packet, int length) {
        return IpPacket.check(packet, PacketSink.HEADROOM, length) == IpPacket.Shape.MALFORMED
                ? FlowKey.UNKNOWN
                : FlowKey.of(packet, PacketSink.HEADROOM, length);
    }

    private boolean mayOvertake(long flow) {
        if (flow == FlowKey.UNKNOWN) {
            return false;
        }
        for (int i = 0; i < held; i++) {
            long before = flows[slot(i)];
            if (before == flow || before == FlowKey.UNKNOWN) {
                return false;
            }
        }
        return true;
    }

    /**
     * Passes on the packet that has been kept back longest.
     *
     * @return false if there is none
     */
    boolean releaseOldest(PacketQueue.Receiver receiver) {
        if (held == 0) {
            return false;
        }
        int leaving = oldest;
        oldest = slot(1);
        held--;
        receiver.packet(packets[leaving], PacketSink.HEADROOM, lengths[leaving]);
        return true;
    }
}
