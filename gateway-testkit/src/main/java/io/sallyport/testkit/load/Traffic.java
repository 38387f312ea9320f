package io.sallyport.testkit.load;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * What goes through a session: one flow of large UDP packets, as fast as it goes.
 *
 * @param peer where a {@link TrafficPeer} listens behind the gateway, IPv4
 * @param window packets that may be under way
 */
public record Traffic(Direction direction, InetSocketAddress peer, int window) {
    public Traffic {
        if (!(peer.getAddress() instanceof Inet4Address)) {
            throw new IllegalArgumentException("no IPv4 address: " + peer);
        }
    }

    int peerAddress() {
        return ByteBuffer.wrap(peer.getAddress().getAddress()).getInt();
    }
}
