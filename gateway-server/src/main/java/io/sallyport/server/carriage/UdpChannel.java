package io.sallyport.server.carriage;

import io.sallyport.dataplane.route.PacketSink;

/** A channel over UDP, as the tunnel sees it. Its endings may be called from any thread. */
public interface UdpChannel extends PacketSink {
    /** Bytes of the largest IP packet that it carries. */
    int mtu();

    /** Whether the client takes data here already; asked on its worker. */
    boolean takesData();

    /** Another one carries the packets now: this one hears what is still under way, and ends by itself before long. */
    void retire();

    /** Says goodbye and ends. */
    void close();
}
