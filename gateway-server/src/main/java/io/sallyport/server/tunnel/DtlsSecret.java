package io.sallyport.server.tunnel;

/** A key that client and gateway share before their DTLS handshake begins. Its text shows nothing of it. */
public final class DtlsSecret {
    /** Bytes of a master secret (RFC 5246, section 8.1). */
    public static final int MASTER_SECRET_LENGTH = 48;

    private final byte[] bytes;

    /** @param bytes this object's from now on */
    public DtlsSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "***";
    }
}
