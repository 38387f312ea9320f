package io.sallyport.dataplane.host;

import java.util.List;

/** Gives the TUN device its MTU and the gateway's own addresses, and brings it up; owns nothing. */
public final class DeviceSetup {
    // Super-packets count as one, so a long queue would hold seconds of traffic.
    private static final int QUEUE_PACKETS = 500;

    private DeviceSetup() {}

    /** @param mtu bytes */
    public static void bringUp(String device, int mtu, List<Pool> pools) throws HostRefused {
        StringBuilder batch = new StringBuilder();
        // No link-local address: nobody on this link would answer it, and its chatter would be counted as drops.
        batch.append("link set dev %s addrgenmode none%n".formatted(device));
        batch.append("link set dev %s mtu %d txqueuelen %d up%n".formatted(device, mtu, QUEUE_PACKETS));
        for (Pool pool : pools) {
            // Duplicate address detection would leave the address unusable for a second.
            String flags = pool.isIpv6() ? " nodad" : "";
            batch.append("address add %s/%d dev %s%s%n"
                    .formatted(pool.gateway().getHostAddress(), pool.prefixLength(), device, flags));
        }
        HostCommand.run(List.of("ip", "-batch", "-"), batch.toString(), "iproute2");
    }
}
