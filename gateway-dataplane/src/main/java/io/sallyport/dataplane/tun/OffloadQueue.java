package io.sallyport.dataplane.tun;

import io.sallyport.dataplane.packet.Coalescer;
import io.sallyport.dataplane.packet.VnetHeader;
import io.sallyport.dataplane.route.PacketSink;

/**
 * One queue of a TUN device with offloads; owned by its worker. A system call moves a packet or a super-packet, with a
 * {@link VnetHeader} in front of it.
 *
 * <p>{@link #close} comes when the worker has stopped.
 */
final class OffloadQueue implements PacketQueue {
    private static final int HEADER_START = PacketSink.HEADROOM - VnetHeader.LENGTH;

    private final SparseFirst batch = new SparseFirst();
    private final byte[] noOffload = new byte[VnetHeader.LENGTH];
    private final TunDescriptor tun;
    private final Coalescer coalescer;
    private final boolean joins;

    /** Takes over {@code fd}, which is open, non-blocking and attached with this offload. */
    OffloadQueue(int fd, Offload offload) {
        tun = new TunDescriptor(fd);
        coalescer = new Coalescer(offload.joinsUdp(), tun::write);
        joins = offload.joinsTcp();
    }

    @Override
    public int fd() {
        return tun.fd();
    }

    @Override
    public boolean read(int maxReads, int maxBytes, Receiver receiver) {
        boolean intact = true;
        int bytes = 0;
        for (int reads = 0; reads < maxReads && bytes < maxBytes; reads++) {
            int length = tun.read(batch.room(), HEADER_START);
            if (length > VnetHeader.LENGTH) {
                batch.take(length - VnetHeader.LENGTH, receiver);
                bytes += length;
            } else if (!batch.releaseOldest(receiver)) { // which has taken its time, so more may have come
                intact = length != TunDescriptor.GONE; // the kernel gives no header without a packet
                break;
            }
        }
        while (batch.releaseOldest(receiver)) {
            // All leave with this read.
        }
        return intact;
    }

    @Override
    public int append(byte[] bytes, int offset, int length) {
        if (joins) {
            return coalescer.append(bytes, offset, length);
        }
        return tun.write(noOffload, bytes, offset, length) ? 0 : 1;
    }

    @Override
    public int flush() {
        return coalescer.flush();
    }

    @Override
    public long writes() {
        return tun.writes();
    }

    @Override
    public long superseded() {
        return coalescer.superseded();
    }

    @Override
    public void close() {
        tun.close();
    }
}
