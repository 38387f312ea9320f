package io.sallyport.dataplane.udp;

import java.net.InetSocketAddress;

/** What happens to a {@link DtlsPath}. Called on its worker; must not wait. */
public interface PathListener {
    /** The first call: the path can be used. */
    void opened(DtlsPath path);

    /**
     * A genuine frame, its type as of CSTP, its payload {@code bytes[offset .. offset + length)} with {@link
     * io.sallyport.dataplane.route.PacketSink#HEADROOM} bytes in front that may be overwritten. Valid during the call only.
     */
    void frame(int type, byte[] bytes, int offset, int length);

    /** The frames of one batch have all been told. What has been sent meanwhile leaves without a {@link DtlsPath#flush}. */
    void batchRead(long nowNanos);

    /** The client's address has changed; the path leads to the new one. */
    void moved(InetSocketAddress remote);

    /**
     * The way to the client takes less than was thought: larger payloads are lost from now on.
     *
     * @param largestPayload bytes of payload in the largest frame
     */
    void narrowed(int largestPayload);

    /** Sequence numbers will run out some day: the client should do its handshake again. At most once. */
    void rekeyWanted();

    /** The last call: the client has ended the association, the path was {@linkplain DtlsPath#close closed}, or all is over. */
    void closed();
}
