package io.sallyport.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network, written {@code 192.0.2.0/24} or {@code 2001:db8::/64}.
 *
 * @param network no bit beyond the prefix is set
 * @param length in bits, 0..32 or 0..128
 */
public record IpPrefix(InetAddress network, int length) {
    private static final Pattern SPELLING = Pattern.compile("([^/]{1,45})/(0|[1-9][0-9]{0,2})");

    public IpPrefix {
        byte[] bytes = network.getAddress();
        if (length < 0 || length > bytes.length * 8) {
            throw new IllegalArgumentException("length: " + length + " (expected: 0.." + bytes.length * 8 + ")");
        }
        if (!Arrays.equals(bytes, masked(bytes, length))) {
            throw new IllegalArgumentException("network: " + network.getHostAddress() + " has bits beyond /" + length);
        }
    }

    /** Reads what {@link #toString} writes; empty for anything else, also when bits beyond the prefix are set. */
    public static Optional<IpPrefix> parse(String text) {
        return around(text)
                .filter(prefix ->
                        IpLiteral.parse(text.substring(0, text.indexOf('/'))).equals(Optional.of(prefix.network)));
    }

    /** The network that holds {@code address}. */
    public static IpPrefix of(InetAddress address, int length) {
        try {
            return new IpPrefix(InetAddress.getByAddress(masked(address.getAddress(), length)), length);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of the same length is an address", e);
        }
    }

    /** The network around the address in {@code 192.0.2.77/24}. */
    static Optional<IpPrefix> around(String text) {
        Matcher parts = SPELLING.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(parts.group(2));
        return IpLiteral.parse(parts.group(1))
                .filter(address -> length <= address.getAddress().length * 8)
                .map(address -> of(address, length));
    }

    public boolean isIpv6() {
        return network.getAddress().length == 16;
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == network.getAddress().length
                && Arrays.equals(masked(bytes, length), network.getAddress());
    }

    @Override
    public String toString() {
        return IpLiteral.format(network) + "/" + length;
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
