package io.sallyport.dataplane.dtls;

import java.util.Optional;

/**
 * What a cipher suite does to a record once its handshake is over. Key exchange, signature and PRF have no say here.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc5246">RFC 5246, section 6.2.3</a>
 */
public enum Protection {
    AES_128_GCM(16, 0, 4),
    AES_256_GCM(32, 0, 4),
    CHACHA20_POLY1305(32, 0, 12),
    AES_128_CBC_SHA1(16, 20, 0),
    AES_256_CBC_SHA1(32, 20, 0),
    AES_128_CBC_SHA256(16, 32, 0),
    AES_256_CBC_SHA256(32, 32, 0);

    private static final int TAG_LENGTH = 16;
    private static final int GCM_EXPLICIT_NONCE_LENGTH = 8;
    private static final int BLOCK_LENGTH = 16;
    private static final int LONGEST_PADDING = 256;

    private final int keyLength;
    private final int macLength;
    private final int fixedIvLength;

    Protection(int keyLength, int macLength, int fixedIvLength) {
        this.keyLength = keyLength;
        this.macLength = macLength;
        this.fixedIvLength = fixedIvLength;
    }

    /**
     * The protection of a TLS cipher suite, by its number in IANA's registry.
     *
     * @return empty for a suite whose records we cannot read
     */
    public static Optional<Protection> ofSuite(int suite) {
        return switch (suite) {
            case 0x009C, 0x009E, 0x00A8, 0x00AA, 0xC02B, 0xC02F -> Optional.of(AES_128_GCM);
            case 0x009D, 0x009F, 0x00A9, 0x00AB, 0xC02C, 0xC030 -> Optional.of(AES_256_GCM);
            case 0xCCA8, 0xCCA9, 0xCCAA, 0xCCAB, 0xCCAC -> Optional.of(CHACHA20_POLY1305);
            case 0x002F, 0x0033, 0x008C, 0xC009, 0xC013 -> Optional.of(AES_128_CBC_SHA1);
            case 0x0035, 0x0039, 0x008D, 0xC00A, 0xC014 -> Optional.of(AES_256_CBC_SHA1);
            case 0x003C, 0x0067, 0x00AE, 0xC023, 0xC027 -> Optional.of(AES_128_CBC_SHA256);
            case 0x003D, 0x006B -> Optional.of(AES_256_CBC_SHA256);
            default -> Optional.empty();
        };
    }

    /** Bytes of the key of one direction. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of the MAC and of its key; 0 for an AEAD. */
    public int macLength() {
        return macLength;
    }

    /** Bytes of the IV that the key block holds for one direction. CBC takes none from there: each record brings its own. */
    public int fixedIvLength() {
        return fixedIvLength;
    }

    /** Bytes of the key block that this consumes. */
    public int keyBlockLength() {
        return 2 * (macLength + keyLength + fixedIvLength);
    }

    boolean isCbc() {
        return macLength > 0;
    }

    /** The most bytes by which a record's body is longer than what it carries. The 13 bytes of the header come on top. */
    public int overhead() {
        return switch (this) {
            case AES_128_GCM, AES_256_GCM -> GCM_EXPLICIT_NONCE_LENGTH + TAG_LENGTH;
            case CHACHA20_POLY1305 -> TAG_LENGTH;
            case AES_128_CBC_SHA1, AES_256_CBC_SHA1, AES_128_CBC_SHA256, AES_256_CBC_SHA256 ->
                BLOCK_LENGTH + macLength + BLOCK_LENGTH;
        };
    }

    /** {@link #overhead} for a sender that pads as far as it may. */
    int longestOverhead() {
        return isCbc() ? BLOCK_LENGTH + macLength + LONGEST_PADDING : overhead();
    }

    /** Bytes of the shortest record body that can be genuine. */
    int shortestBody() {
        return isCbc() ? BLOCK_LENGTH + roundedUp(macLength + 1) : overhead();
    }

    /** Bytes of the body of a record that carries {@code length} bytes. */
    int bodyLength(int length) {
        return isCbc() ? BLOCK_LENGTH + roundedUp(length + macLength + 1) : length + overhead();
    }

    /** The most bytes that fit into a record body of {@code bodyLength} bytes; less than 0 if none does. */
    int largestContent(int bodyLength) {
        return isCbc()
                ? (bodyLength - BLOCK_LENGTH) / BLOCK_LENGTH * BLOCK_LENGTH - macLength - 1
                : bodyLength - overhead();
    }

    private static int roundedUp(int length) {
        return (length + BLOCK_LENGTH - 1) / BLOCK_LENGTH * BLOCK_LENGTH;
    }
}
