package io.sallyport.dataplane.dtls;

import java.util.Arrays;

/**
 * What a handshake leaves to the record layer: version, protection, and the keys of both directions, seen from one end;
 * immutable. Holds secrets; its {@code toString} shows none.
 */
public final class RecordKeys {
    private final DtlsVersion version;
    private final Protection protection;
    private final Direction sending;
    private final Direction receiving;

    /**
     * The keys of one direction.
     *
     * @param mac empty for an AEAD
     * @param iv the fixed part of the nonce; empty for CBC
     */
    record Direction(byte[] mac, byte[] key, byte[] iv) {
        @Override
        public String toString() {
            return "***";
        }
    }

    private RecordKeys(DtlsVersion version, Protection protection, Direction sending, Direction receiving) {
        this.version = version;
        this.protection = protection;
        this.sending = sending;
        this.receiving = receiving;
    }

    /**
     * The server's end. The key block is cut as RFC 5246, section 6.3 says, the client's part first: MAC keys, keys, IVs.
     *
     * @param keyBlock at least {@link Protection#keyBlockLength} bytes; copied
     */
    public static RecordKeys ofServer(DtlsVersion version, Protection protection, byte[] keyBlock) {
        if (keyBlock.length < protection.keyBlockLength()) {
            throw new IllegalArgumentException(
                    "key block: " + keyBlock.length + " bytes (expected: " + protection.keyBlockLength() + ")");
        }
        return new RecordKeys(
                version, protection, direction(protection, keyBlock, 1), direction(protection, keyBlock, 0));
    }

    private static Direction direction(Protection protection, byte[] keyBlock, int end) {
        int macs = protection.macLength();
        int keys = protection.keyLength();
        int ivs = protection.fixedIvLength();
        return new Direction(
                part(keyBlock, end * macs, macs),
                part(keyBlock, 2 * macs + end * keys, keys),
                part(keyBlock, 2 * (macs + keys) + end * ivs, ivs));
    }

    private static byte[] part(byte[] bytes, int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** The same keys at the other end. */
    public RecordKeys atOtherEnd() {
        return new RecordKeys(version, protection, /* sending= */ receiving, /* receiving= */ sending);
    }

    public DtlsVersion version() {
        return version;
    }

    public Protection protection() {
        return protection;
    }

    Direction sending() {
        return sending;
    }

    Direction receiving() {
        return receiving;
    }

    @Override
    public String toString() {
        return "RecordKeys[" + version + ", " + protection + ", ***]";
    }
}
