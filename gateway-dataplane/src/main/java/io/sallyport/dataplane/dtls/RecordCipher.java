package io.sallyport.dataplane.dtls;

import java.security.GeneralSecurityException;

/**
 * Protects or opens the bodies of one direction's records. Two owners never share one: a JCE cipher expands its key anew
 * whenever the key changes. Not thread-safe.
 */
sealed interface RecordCipher permits AeadCipher, CbcCipher {

    static RecordCipher sending(RecordKeys keys) {
        return keys.protection().isCbc()
                ? new CbcCipher(keys.version(), keys.protection(), keys.sending())
                : new AeadCipher(keys.version(), keys.protection(), keys.sending());
    }

    static RecordCipher receiving(RecordKeys keys) {
        return keys.protection().isCbc()
                ? new CbcCipher(keys.version(), keys.protection(), keys.receiving())
                : new AeadCipher(keys.version(), keys.protection(), keys.receiving());
    }

    /**
     * Writes the protected body of a record.
     *
     * @param number epoch and sequence number; never the same twice
     * @param target does not overlap the source
     * @return bytes written, {@link Protection#bodyLength}
     */
    int seal(int type, long number, byte[] source, int offset, int length, byte[] target, int targetOffset);

    /**
     * Opens the body of a record, which is at least {@link Protection#shortestBody} long.
     *
     * @param target does not overlap the source, and has room for {@code length}; on failure its contents mean nothing
     * @return bytes of the content, or -1 if the record is not genuine
     */
    int open(int type, long number, byte[] source, int offset, int length, byte[] target, int targetOffset);

    static IllegalStateException impossible(GeneralSecurityException e) {
        return new IllegalStateException("the JDK has every cipher that Protection names, and lengths were checked", e);
    }
}
