package io.sallyport.server.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Makes the first message of clients whose cipher suites the JDK would not offer. Source: RFC 5246, section 7.4.1.2. */
public final class ClientHello {
    /** TLS_RSA_WITH_AES_128_CBC_SHA. */
    public static final int RSA_AES128_SHA = 0x002F;
    /** TLS_RSA_WITH_3DES_EDE_CBC_SHA. */
    public static final int RSA_3DES_SHA = 0x000A;

    private static final int TLS_1_2 = 0x0303;

    private ClientHello() {}

    /** TLS 1.2 without extensions, in one record. */
    public static byte[] offering(int... suites) {
        byte[] random = new byte[32];
        Arrays.fill(random, (byte) 0x5A);
        int length = 2 + 32 + 1 + 2 + 2 * suites.length + 2;
        ByteBuffer hello = ByteBuffer.allocate(4 + length)
                .putInt(HandshakeMessage.CLIENT_HELLO << 24 | length)
                .putShort((short) TLS_1_2)
                .put(random)
                .put((byte) 0)
                .putShort((short) (2 * suites.length));
        for (int suite : suites) {
            hello.putShort((short) suite);
        }
        hello.put((byte) 1).put((byte) 0);
        return new TlsRecord(TlsRecord.HANDSHAKE, hello.array()).bytes().array();
    }
}
