package io.sallyport.dataplane.dtls;

/** Why a datagram, or a record in it, was passed over in silence. Each has a counter; none is logged or answered. */
public enum Misfit {
    /** Its epoch is not that of the association. */
    EPOCH,
    /** Its protection does not verify: forged, damaged, or of another association. */
    FORGED,
    /** The limits on handshakes under way are reached. */
    HANDSHAKES_FULL,
    /** A handshake did not come to its end in time. */
    HANDSHAKE_TIME,
    /** The length field names more bytes than there are, or fewer than the protection needs, or there is no whole header. */
    LENGTH,
    /** From a new address, genuine, but the association has only just moved. */
    MOVED_TOO_SOON,
    /** A repetition of the ClientHello of a handshake that has long succeeded. */
    OLD_HELLO,
    /** It was here already, or is older than the window remembers. */
    REPLAYED,
    /** From an address that nobody has, without being a ClientHello. */
    STRANGER,
    /** Not a content type that is expected after a handshake. */
    TYPE,
    /** A ClientHello whose id nobody waits for. */
    UNKNOWN_ID,
    /** Its version is not that of the association. */
    VERSION
}
