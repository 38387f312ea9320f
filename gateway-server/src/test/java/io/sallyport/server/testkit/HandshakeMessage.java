package io.sallyport.server.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** A message of a TLS handshake that was sent in clear. Source: RFC 5246, section 7.4. */
public record HandshakeMessage(int type, byte... body) {
    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int SERVER_KEY_EXCHANGE = 12;
    static final int CERTIFICATE_REQUEST = 13;

    /** Those that {@code records} hold until encryption begins. */
    static List<HandshakeMessage> in(List<TlsRecord> records) {
        ByteBuffer stream = ByteBuffer.allocate(
                records.stream().mapToInt(record -> record.body().length).sum());
        records.stream()
                .takeWhile(record -> record.type() == TlsRecord.HANDSHAKE)
                .forEach(record -> stream.put(record.body()));
        stream.flip();
        List<HandshakeMessage> messages = new ArrayList<>();
        while (stream.remaining() >= 4) {
            int typeAndLength = stream.getInt();
            messages.add(new HandshakeMessage(typeAndLength >>> 24, bytes(stream, typeAndLength & 0xFF_FFFF)));
        }
        return messages;
    }

    /** The beginning that ClientHello and ServerHello share. */
    public record Hello(byte[] random, byte[] sessionId, ByteBuffer rest) {}

    public Hello asHello() {
        ByteBuffer hello = ByteBuffer.wrap(body);
        hello.getShort();
        byte[] random = bytes(hello, 32);
        return new Hello(random, bytes(hello, hello.get() & 0xFF), hello);
    }

    /** The names of the authorities on the list of a CertificateRequest of TLS 1.2. */
    public List<X500Principal> authorities() {
        ByteBuffer request = ByteBuffer.wrap(body);
        bytes(request, request.get() & 0xFF);
        bytes(request, request.getShort() & 0xFFFF);
        ByteBuffer names = ByteBuffer.wrap(bytes(request, request.getShort() & 0xFFFF));
        List<X500Principal> authorities = new ArrayList<>();
        while (names.hasRemaining()) {
            authorities.add(new X500Principal(bytes(names, names.getShort() & 0xFFFF)));
        }
        return authorities;
    }

    /** The public value of a ServerKeyExchange of DHE: behind prime and generator. */
    public byte[] diffieHellmanPublic() {
        ByteBuffer exchange = ByteBuffer.wrap(body);
        bytes(exchange, exchange.getShort() & 0xFFFF);
        bytes(exchange, exchange.getShort() & 0xFFFF);
        return bytes(exchange, exchange.getShort() & 0xFFFF);
    }

    private static byte[] bytes(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(bytes);
        return bytes;
    }
}
