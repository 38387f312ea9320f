package io.sallyport.dataplane.dtls;

/**
 * First byte of a record; owns nothing.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc6347">RFC 6347, section 4.1</a>
 */
final class ContentType {
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    private ContentType() {}
}
