package io.sallyport.server.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.Request;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** The JDK's client on one side; the ServerHello as it leaves on the other. */
class CheapestGroupTest {
    private static final int P_256 = 23;
    private static final int X25519 = 29;
    private static final byte[] KEY_SHARE_WITH_LENGTH_OF_X25519 = {0, 51, 0, 36};
    private static final byte[] KEY_SHARE_WITH_LENGTH_OF_P_256 = {0, 51, 0, 69};

    @Test
    void x25519IsTakenThoughP256IsTheClientsFirst() throws Exception {
        assertThat(groupOfAnswerTo(hello("secp256r1", "x25519"), Integer.MAX_VALUE))
                .isEqualTo(X25519);
    }

    @Test
    void theHelloMayComeByteByByte() throws Exception {
        assertThat(groupOfAnswerTo(hello("secp256r1", "x25519"), 1)).isEqualTo(X25519);
    }

    @Test
    void p256IsTakenWhereNothingElseIsOffered() throws Exception {
        assertThat(groupOfAnswerTo(hello("secp256r1"), Integer.MAX_VALUE)).isEqualTo(P_256);
    }

    /** The share is what counts: to ask for another would cost a round trip. */
    @Test
    void p256IsTakenWhereThereIsNoShareForX25519() {
        byte[] hello = {
            22, 3, 1, 0, 61, 1, 0, 0, 57, 3, 3, // one record, one ClientHello
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // random
            0, 0, 2, 0x13, 2, 1, 0, 0, 14, // no session, one suite, no compression, extensions
            0, 51, 0, 10, 0, 8, 0, 23, 0, 4, 4, 1, 2, 3, // one share
        };

        assertThat(ClientHelloPeek.isWhole(Unpooled.wrappedBuffer(hello))).isTrue();
        assertThat(ClientHelloPeek.sharesKeyFor(Unpooled.wrappedBuffer(hello), P_256))
                .isTrue();
        assertThat(ClientHelloPeek.sharesKeyFor(Unpooled.wrappedBuffer(hello), X25519))
                .isFalse();
    }

    @Test
    void aHelloCutAnywhereOrWithAnyByteChangedIsLookedAtWithoutHarm() throws Exception {
        byte[] hello = hello("secp256r1", "x25519");
        for (int length = 0; length < hello.length; length++) {
            ByteBuf cut = Unpooled.wrappedBuffer(hello, 0, length);
            assertThat(ClientHelloPeek.isWhole(cut)).isFalse();
            assertThat(ClientHelloPeek.sharesKeyFor(cut, X25519))
                    .as("cut at %s", length)
                    .isFalse();
        }
        int looks = 0;
        for (int at = 0; at < hello.length; at++) {
            for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
                byte[] changed = hello.clone();
                changed[at] = (byte) value;
                ByteBuf bytes = Unpooled.wrappedBuffer(changed);
                ClientHelloPeek.sharesKeyFor(bytes, X25519);
                assertThat(bytes.readerIndex()).isZero();
                looks++;
            }
        }
        assertThat(looks).isEqualTo(hello.length * 5);
    }

    private static byte[] hello(String... groups) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine client = context.createSSLEngine();
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setNamedGroups(groups);
        client.setSSLParameters(parameters);
        ByteBuffer record = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), record);
        byte[] hello = new byte[record.position()];
        record.flip().get(hello);
        return hello;
    }

    private static int groupOfAnswerTo(byte[] hello, int piece) throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel(new TlsHandler(server(), Runnable::run));
        for (int at = 0; at < hello.length; at += Math.min(piece, hello.length - at)) {
            channel.writeInbound(Unpooled.copiedBuffer(hello, at, Math.min(piece, hello.length - at)));
        }
        ByteBuf answer = channel.readOutbound();
        byte[] record = new byte[answer.readableBytes()];
        answer.readBytes(record).release();
        channel.finishAndReleaseAll();
        if (contains(record, KEY_SHARE_WITH_LENGTH_OF_X25519)) {
            return X25519;
        }
        return contains(record, KEY_SHARE_WITH_LENGTH_OF_P_256) ? P_256 : 0;
    }

    /** With the gateway's own way to a key, whose kind matters. */
    private static SSLEngine server() throws Exception {
        Credential credential = Credential.selfSigned(Request.server("vpn.example.test"));
        ServerIdentity identity = ServerIdentity.of(credential.key(), credential.chain());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new IdentityChoice(List.of(identity))}, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        return new String(bytes, ISO_8859_1).contains(new String(part, ISO_8859_1));
    }
}
