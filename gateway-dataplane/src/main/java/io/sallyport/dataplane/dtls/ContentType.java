package io.sallyport.dataplane.dtls;

/**
 * First byte of a record; owns nothing.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc6347">RFC 6347, section 4.1</a>
 */
public final class ContentType {
    public static final int CHANGE_CIPHER_SPEC = 20;
    public static final int ALERT = 21;
    public static final int HANDSHAKE = 22;
    public static final int APPLICATION_DATA = 23;

    private ContentType() {}
}
