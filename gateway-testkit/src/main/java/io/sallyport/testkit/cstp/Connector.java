package io.sallyport.testkit.cstp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** Makes a client's TCP connections: where its sockets live is for others to say, such as a network namespace. */
@FunctionalInterface
public interface Connector {
    /** On this machine's own network, or that of the namespace in which the JVM runs. */
    Connector HERE = SocketChannel::open;

    /** A connected, blocking channel; whoever asks for it closes it. */
    SocketChannel connect(InetSocketAddress to) throws IOException;
}
