package io.sallyport.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A network, written {@code 192.0.2.0/24} or {@code 2001:db8::/64}.
 *
 * @param network no bit beyond the prefix is set
 * @param length in bits, 0..32 or 0..128
 */
public record IpPrefix(InetAddress network, int length) {

    public IpPrefix {
        byte[] bytes = network.getAddress();
        if (length < 0 || length > bytes.length * 8) {
            throw new IllegalArgumentException("length: " + length + " (expected: 0.." + bytes.length * 8 + ")");
        }
        if (!Arrays.equals(bytes, masked(bytes, length))) {
            throw new IllegalArgumentException("network: " + network.getHostAddress() + " has bits beyond /" + length);
        }
    }

    /** The network that holds {@code address}. */
    public static IpPrefix of(InetAddress address, int length) {
        try {
            return new IpPrefix(InetAddress.getByAddress(masked(address.getAddress(), length)), length);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of the same length is an address", e);
        }
    }

    public boolean isIpv6() {
        return network.getAddress().length == 16;
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == network.getAddress().length
                && Arrays.equals(masked(bytes, length), network.getAddress());
    }

    /** Whether the two have an address in common. */
    public boolean overlaps(IpPrefix other) {
        return length <= other.length ? contains(other.network) : other.contains(network);
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + length;
    }

    private static byte[] masked(byte[] bytes, int length) {
        byte[] masked = bytes.clone();
        for (int i = 0; i < masked.length; i++) {
            int bits = Math.clamp(length - i * 8L, 0, 8);
            masked[i] &= (byte) (0xFF00 >> bits);
        }
        return masked;
    }
}
