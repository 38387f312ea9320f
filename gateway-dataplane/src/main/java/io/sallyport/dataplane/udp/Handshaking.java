package io.sallyport.dataplane.udp;

/**
 * A handshake under way with one address. It gets that address's datagrams until it calls one of {@link HandshakePath}'s
 * endings, or until {@link #abandoned}.
 *
 * <p>Called on the worker whose socket hears the client; must not wait there.
 */
public interface Handshaking {
    /**
     * A datagram of the client, {@code bytes[offset .. offset + length)}; the first one holds its ClientHello. Valid during
     * the call only.
     */
    void datagram(byte[] bytes, int offset, int length, long nowNanos);

    /** The handshake has taken too long, or the gateway stops. Nothing that comes later is heard. */
    void abandoned();
}
