package io.sallyport.server.inside;

import io.sallyport.config.Network;
import io.sallyport.dataplane.host.HostRefused;
import io.sallyport.dataplane.tun.PacketQueue;
import io.sallyport.dataplane.tun.TunUnavailable;
import java.util.List;

/** The gateway's side towards the network behind it. */
public interface InsideNetwork extends AutoCloseable {

    /** Makes one; tests have a kind of their own that needs no rights. */
    @FunctionalInterface
    interface Factory {
        /**
         * @param mtu bytes of the largest packet for any client
         * @param queueCount one per worker
         */
        InsideNetwork open(Network network, int mtu, int queueCount) throws TunUnavailable, HostRefused;
    }

    /** One per worker. */
    List<PacketQueue> queues();

    /** Takes everything away again that opening has put in place. */
    @Override
    void close();
}
