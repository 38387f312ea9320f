package io.sallyport.dataplane.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Internet checksum, summed eight bytes at a time; owns nothing. Sums are unfolded and of little-endian words, whatever
 * the machine: {@link #fold} turns the result into the value that stands in a header.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc1071">RFC 1071, section 2: sums may be swapped and deferred</a>
 */
final class Checksum {
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    private Checksum() {}

    /** Sum of {@code bytes[offset .. offset + length)}, an odd last byte padded with zero. */
    static long sum(byte[] bytes, int offset, int length) {
        long even = 0;
        long odd = 0; // two sums, for the processor adds both at a time
        int at = offset;
        for (int end = offset + (length & ~15); at < end; at += 16) {
            long first = (long) U64.get(bytes, at);
            long second = (long) U64.get(bytes, at + 8);
            even += (first & LOW_HALF) + (first >>> 32);
            odd += (second & LOW_HALF) + (second >>> 32);
        }
        long sum = even + odd;
        int end = offset + length;
        for (; at + 1 < end; at += 2) {
            sum += (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
        }
        return at < end ? sum + (bytes[at] & 0xFF) : sum;
    }

    /** What one 16-bit header field adds to a sum. */
    static int word(int value) {
        return ((value & 0xFF) << 8) | (value >>> 8 & 0xFF);
    }

    /** The sum in 16 bits, network order, not inverted. */
    static int fold(long sum) {
        long folded = (sum & LOW_HALF) + (sum >>> 32);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        return word((int) folded);
    }

    /**
     * Sum of the pseudo-header of TCP and UDP, but for the length (RFC 9293, section 3.1; RFC 8200, section 8.1).
     *
     * @param offset where the IP packet starts
     */
    static long pseudoHeader(byte[] bytes, int offset, int protocol) {
        return IpPacket.version(bytes, offset) == 4
                ? sum(bytes, offset + IpPacket.IPV4_SOURCE_OFFSET, 8) + word(protocol)
                : sum(bytes, offset + IpPacket.IPV6_SOURCE_OFFSET, 32) + word(protocol);
    }

    /** Writes the checksum of an IPv4 header. */
    static void finishIpv4(byte[] bytes, int offset, int headerLength) {
        IpPacket.putU16(bytes, offset + IpPacket.IPV4_CHECKSUM_OFFSET, 0);
        IpPacket.putU16(bytes, offset + IpPacket.IPV4_CHECKSUM_OFFSET, ~fold(sum(bytes, offset, headerLength)));
    }
}
