package io.sallyport.dataplane.packet;

import java.util.Arrays;

/**
 * Cuts IPv4 packets that may be cut into fragments that fit a tunnel; owned by one worker.
 *
 * <p>As in {@link Segmenter}, headers are written in front of each payload, over the end of the fragment before.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc791">RFC 791, section 3.2: an example fragmentation procedure</a>
 */
public final class Fragmenter {
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET = 0x1FFF; // in units of eight bytes
    private static final int LONGEST_HEADER = 60;
    private static final int OPTION_COPIED = 0x80;
    private static final byte OPTION_END = 0;
    private static final byte OPTION_NOTHING = 1;

    private final byte[] header = new byte[LONGEST_HEADER];

    /** Whether the packet is IPv4 and its sender allows fragments; IPv6 leaves that to the sender itself. */
    public static boolean mayCut(byte[] bytes, int offset) {
        return IpPacket.version(bytes, offset) == 4
                && (IpPacket.u16(bytes, offset + IpPacket.IPV4_FRAGMENT_OFFSET) & DONT_FRAGMENT) == 0;
    }

    /**
     * Cuts a packet that {@link #mayCut}, and whose transport checksum is complete.
     *
     * @param mtu bytes of the largest fragment; at least 68 (RFC 791, section 3.2)
     */
    public void cut(byte[] bytes, int offset, int length, int mtu, PacketOutput output) {
        int headerLength = IpPacket.ipv4HeaderLength(bytes, offset);
        int fragmentField = IpPacket.u16(bytes, offset + IpPacket.IPV4_FRAGMENT_OFFSET);
        int before = fragmentField & FRAGMENT_OFFSET;
        int moreAfterAll = fragmentField & MORE_FRAGMENTS;
        int size = mtu - headerLength & ~7;
        int payloadLength = length - headerLength;
        System.arraycopy(bytes, offset, header, 0, headerLength);
        for (int done = 0; done < payloadLength; done += size) {
            int payload = Math.min(size, payloadLength - done);
            int at = offset + done;
            int more = done + payload < payloadLength ? MORE_FRAGMENTS : moreAfterAll;
            System.arraycopy(header, 0, bytes, at, headerLength);
            IpPacket.putU16(bytes, at + IpPacket.IPV4_TOTAL_LENGTH_OFFSET, headerLength + payload);
            IpPacket.putU16(bytes, at + IpPacket.IPV4_FRAGMENT_OFFSET, before + done / 8 | more);
            Checksum.finishIpv4(bytes, at, headerLength);
            output.packet(bytes, at, headerLength + payload);
            if (done == 0) {
                blankOptions(headerLength);
            }
        }
    }

    /** Options that are for the first fragment only become padding in the others. */
    private void blankOptions(int headerLength) {
        int at = IpPacket.IPV4_HEADER_LENGTH;
        while (at < headerLength && header[at] != OPTION_END) {
            int length = header[at] == OPTION_NOTHING || at + 1 == headerLength ? 1 : header[at + 1] & 0xFF;
            if (length == 0 || at + length > headerLength) {
                return; // it lies; every router on the way has let it pass
            }
            if ((header[at] & OPTION_COPIED) == 0) {
                Arrays.fill(header, at, at + length, OPTION_NOTHING);
            }
            at += length;
        }
    }
}
