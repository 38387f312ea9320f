package io.sallyport.dataplane.tun;

import io.sallyport.dataplane.packet.VnetHeader;
import io.sallyport.dataplane.route.PacketSink;

/**
 * One queue of a TUN device without offloads; owned by its worker. A system call moves one packet.
 *
 * <p>{@link #close} comes when the worker has stopped.
 */
final class PlainQueue implements PacketQueue {
    private static final byte[] NO_HEADER = {};

    private final byte[] packet = new byte[PacketSink.HEADROOM + 65_536];
    private final TunDescriptor tun;

    /** Takes over {@code fd}, which is open, non-blocking and attached. */
    PlainQueue(int fd) {
        tun = new TunDescriptor(fd);
    }

    @Override
    public int fd() {
        return tun.fd();
    }

    @Override
    public boolean read(int maxReads, int maxBytes, Receiver receiver) {
        int bytes = 0;
        for (int reads = 0; reads < maxReads && bytes < maxBytes; reads++) {
            int length = tun.read(packet, PacketSink.HEADROOM);
            if (length <= 0) {
                return length != TunDescriptor.GONE;
            }
            VnetHeader.clear(packet, PacketSink.HEADROOM);
            receiver.packet(packet, PacketSink.HEADROOM, length);
            bytes += length;
        }
        return true;
    }

    @Override
    public int append(byte[] bytes, int offset, int length) {
        return tun.write(NO_HEADER, bytes, offset, length) ? 0 : 1;
    }

    @Override
    public int flush() {
        return 0; // append has written already
    }

    @Override
    public long writes() {
        return tun.writes();
    }

    @Override
    public long superseded() {
        return 0;
    }

    @Override
    public void close() {
        tun.close();
    }
}
