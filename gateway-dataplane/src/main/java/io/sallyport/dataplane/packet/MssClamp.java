package io.sallyport.dataplane.packet;

/**
 * Lowers the maximum segment size that a TCP SYN announces, so that segments fit the tunnel without path MTU discovery;
 * owns nothing.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc9293">RFC 9293, section 3.7.1</a>
 * @see <a href="https://www.rfc-editor.org/info/rfc1624">RFC 1624, equation 3: the checksum after a change</a>
 */
public final class MssClamp {
    private static final int OPTION_END = 0;
    private static final int OPTION_NOTHING = 1;
    private static final int OPTION_MSS = 2;
    private static final int OPTION_MSS_LENGTH = 4;

    private MssClamp() {}

    /**
     * Lowers the announced size to what fits {@code mtu}; a packet that announces none, or less, stays as it is.
     *
     * @param mtu bytes of the largest IP packet that the tunnel carries
     */
    public static void clamp(byte[] bytes, int offset, int length, int mtu) {
        int tcp = IpPacket.tcpOffset(bytes, offset, length);
        if (tcp < 0 || (bytes[tcp + Transport.TCP_FLAGS_OFFSET] & Transport.TCP_SYN) == 0) {
            return;
        }
        int headerLength = Transport.tcpHeaderLength(bytes, tcp);
        int optionsEnd = Math.min(tcp + headerLength, offset + length);
        int mss = mssOffset(bytes, tcp + Transport.TCP_HEADER_LENGTH, optionsEnd);
        if (mss < 0) {
            return;
        }
        int ipHeader = IpPacket.version(bytes, offset) == 4 ? IpPacket.IPV4_HEADER_LENGTH : IpPacket.IPV6_HEADER_LENGTH;
        int most = mtu - ipHeader - Transport.TCP_HEADER_LENGTH;
        int announced = IpPacket.u16(bytes, mss);
        if (announced > most) {
            IpPacket.putU16(bytes, mss, most);
            adjustChecksum(bytes, tcp + Transport.TCP_CHECKSUM_OFFSET, announced, most, (mss - tcp & 1) != 0);
        }
    }

    /** Index of the two bytes that hold the size, or -1; options that lie about their length end the search. */
    private static int mssOffset(byte[] bytes, int optionsStart, int optionsEnd) {
        int at = optionsStart;
        while (at < optionsEnd) {
            int kind = bytes[at];
            if (kind == OPTION_END) {
                return -1;
            }
            if (kind == OPTION_NOTHING) {
                at++;
                continue;
            }
            if (at + 1 >= optionsEnd) {
                return -1;
            }
            int optionLength = bytes[at + 1] & 0xFF;
            if (optionLength < 2 || at + optionLength > optionsEnd) {
                return -1;
            }
            if (kind == OPTION_MSS) {
                return optionLength == OPTION_MSS_LENGTH ? at + 2 : -1;
            }
            at += optionLength;
        }
        return -1;
    }

    /** @param swapped whether the changed word stands at an odd distance from the header's start */
    private static void adjustChecksum(byte[] bytes, int at, int before, int after, boolean swapped) {
        int old = swapped ? Short.reverseBytes((short) before) & 0xFFFF : before;
        int changed = swapped ? Short.reverseBytes((short) after) & 0xFFFF : after;
        int sum = (~IpPacket.u16(bytes, at) & 0xFFFF) + (~old & 0xFFFF) + changed;
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        IpPacket.putU16(bytes, at, ~sum);
    }
}
