package io.sallyport.dataplane.udp;

import io.sallyport.dataplane.dtls.Established;
import io.sallyport.dataplane.dtls.MisfitCounters;
import io.sallyport.dataplane.worker.Worker;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * A handshake's way to its client, and its ways to end. All methods may be called from any thread; what they do is done on
 * {@link #worker}, in the order of the calls. After an ending, and after {@link Handshaking#abandoned}, they do nothing.
 */
public interface HandshakePath {
    /** The worker whose socket hears the client. */
    Worker worker();

    /** The address that the ClientHello came from. Nothing proves that it is the client's. */
    InetSocketAddress remote();

    /** Where what is wrong with datagrams is counted; only on {@link #worker}. */
    MisfitCounters misfits();

    /** Sends one datagram; the array is the path's from now on. */
    void send(byte[] datagram);

    /**
     * The client has proved itself. From now on its datagrams are the association's, the unread ones of {@code established}
     * first.
     *
     * @param established asked on the worker, at most once, when the handshake gets no datagram any more: none falls between
     */
    void established(Supplier<Established> established, PathListener listener);

    /** Gives up without a word; a later ClientHello of the same client begins anew. */
    void failed();
}
