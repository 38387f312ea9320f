package io.sallyport.testkit.load;

import io.sallyport.dataplane.udp.ClientSockets;
import io.sallyport.dataplane.udp.UdpUnavailable;
import java.net.InetSocketAddress;

/** Opens UDP sockets where they are to live: a socket belongs to the network namespace of the thread that opens it. */
@FunctionalInterface
public interface Inside {
    /** On this machine's own network, or that of the namespace in which the JVM runs. */
    Inside HERE = ClientSockets::open;

    /** @return the descriptor of the socket */
    int open(ClientSockets sockets, InetSocketAddress address) throws UdpUnavailable;
}
