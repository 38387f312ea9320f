package io.sallyport.server.listen;

import io.sallyport.config.IpPrefix;
import java.net.InetAddress;

/** The network that is held responsible for a stranger: an IPv4 /24 or an IPv6 /64, as one person may own all of either. */
public final class SourcePrefix {
    private static final int IPV4_LENGTH = 24;
    private static final int IPV6_LENGTH = 64;

    private SourcePrefix() {}

    public static IpPrefix of(InetAddress address) {
        return IpPrefix.of(address, address.getAddress().length == 4 ? IPV4_LENGTH : IPV6_LENGTH);
    }
}
