package io.sallyport.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text. Never asks a name server. */
public final class IpLiteral {
    private static final Pattern IPV4 =
            Pattern.compile("(%1$s)\\.(%1$s)\\.(%1$s)\\.(%1$s)".formatted("25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]"));
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final int IPV6_GROUPS = 8;

    private IpLiteral() {}

    /**
     * Reads {@code 192.0.2.1} or {@code 2001:db8::1}. Shorthands ({@code 10.1}), leading zeros, zones ({@code fe80::1%eth0})
     * and IPv4 addresses in IPv6 clothes ({@code ::ffff:192.0.2.1}) are not addresses here: they read one way and mean another.
     */
    public static Optional<InetAddress> parse(String text) {
        boolean ipv6 = text.indexOf(':') >= 0;
        if (!(ipv6 ? IPV6_CHARACTERS : IPV4).matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            return address instanceof Inet6Address == ipv6 ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // right characters, wrong order
        }
    }

    /** The one recommended spelling of {@code address}. Source: RFC 5952, section 4. */
    public static String format(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 2 * IPV6_GROUPS) {
            return address.getHostAddress();
        }
        int[] groups = new int[IPV6_GROUPS];
        for (int i = 0; i < IPV6_GROUPS; i++) {
            groups[i] = ((bytes[2 * i] & 0xFF) << 8) | (bytes[2 * i + 1] & 0xFF);
        }
        return format(groups);
    }

    /** {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}. */
    public static String format(InetSocketAddress address) {
        String host = format(address.getAddress());
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** The longest run of two or more zero groups, the first among equals, is written {@code ::}. */
    private static String format(int[] groups) {
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < IPV6_GROUPS; i++) {
            int length = zerosFrom(groups, i);
            if (length > runLength) {
                runStart = i;
                runLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < IPV6_GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static int zerosFrom(int[] groups, int start) {
        int end = start;
        while (end < IPV6_GROUPS && groups[end] == 0) {
            end++;
        }
        return end - start;
    }
}
