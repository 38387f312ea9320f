package io.sallyport.server.cstp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.sallyport.server.listen.TlsHandler;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.Request;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int ROOM = 32 * 1024;

    private final StringBuilder opened = new StringBuilder();
    private EmbeddedChannel channel = new EmbeddedChannel();
    private SSLEngine client = unconnected();

    private static SSLEngine unconnected() {
        try {
            return SSLContext.getDefault().createSSLEngine();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void release() {
        channel.releaseInbound();
        channel.releaseOutbound();
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, 1", "TLSv1.3, 7", "TLSv1.3, 40", "TLSv1.3, 1000", "TLSv1.2, 1", "TLSv1.2, 40", "TLSv1.2, 1000"
    })
    void recordsAreFoundWhereverTheStreamIsCut(String version, int pieceLength) throws Exception {
        connect(version);
        byte[] stream = concat(seal("one"), seal(""), seal("two"), seal("x".repeat(200)), seal("three"));

        deliver(stream, pieceLength);

        assertThat(opened).hasToString("onetwo" + "x".repeat(200) + "three");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aRecordThatHasBegunToComeIsLeftToTheHandler(String version) throws Exception {
        connectWithout(version);
        byte[] first = seal("first");
        channel.writeInbound(Unpooled.copiedBuffer(Arrays.copyOf(first, 9)));
        install();

        deliver(concat(Arrays.copyOfRange(first, 9, first.length), seal("second")), 1000);
        deliver(seal("third"), 1000);

        ByteBuf usual = channel.readInbound();
        String start = usual.toString(US_ASCII);
        usual.release();
        ByteBuf more = channel.readInbound();
        String all = start + (more == null ? "" : more.toString(US_ASCII)) + opened;
        if (more != null) {
            more.release();
        }
        assertThat(all).isEqualTo("firstsecondthird");
        assertThat(opened).hasToString("third");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whatIsGenuineBeforeAForgedRecordStillCounts(String version) throws Exception {
        connect(version);
        byte[] good = seal("good");
        byte[] forged = seal("forged");
        forged[forged.length - 1] ^= 1;

        assertThatThrownBy(() -> deliver(concat(good, forged), 1000))
                .isInstanceOf(DecoderException.class)
                .hasCauseInstanceOf(SSLException.class);

        assertThat(opened).hasToString("good");
        ByteBuf alert = channel.readOutbound();
        assertThat(alert.readableBytes()).isPositive();
        alert.release();
        deliver(seal("later"), 1000);
        assertThat(opened).hasToString("good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"474554202f", "1603ffffff", "1703034801", "1702030010"})
    void whatIsNoRecordIsNotWaitedFor(String header) throws Exception {
        connect("TLSv1.3");

        assertThatThrownBy(() -> deliver(HexFormat.of().parseHex(header), 5))
                .isInstanceOf(DecoderException.class)
                .hasCauseInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theEndOfTlsIsTheEndOfTheConnection(String version) throws Exception {
        connect(version);
        byte[] last = seal("last");
        client.closeOutbound();

        deliver(concat(last, seal("")), 1000);

        assertThat(opened).hasToString("last");
        assertThat(channel.isOpen()).isFalse();
    }

    // ---- both ends

    private void connect(String version) throws Exception {
        connectWithout(version);
        install();
    }

    private void install() {
        TlsHandler tls = channel.pipeline().get(TlsHandler.class);
        RecordWriter writer = new RecordWriter(channel, tls);
        channel.pipeline().addFirst(new RecordReader(tls, writer, contents -> {
            opened.append(contents.toString(US_ASCII));
            contents.release();
        }));
    }

    private void connectWithout(String version) throws Exception {
        Credential credential = Credential.selfSigned(Request.server("vpn.example.test"));
        SSLContext context = context(credential);
        SSLEngine server = context.createSSLEngine();
        server.setUseClientMode(false);
        client = context.createSSLEngine();
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {version});
        channel = new EmbeddedChannel(new TlsHandler(server, Runnable::run));
        client.beginHandshake();
        List<byte[]> waiting = new ArrayList<>();
        while (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING || !waiting.isEmpty()) {
            switch (client.getHandshakeStatus()) {
                case NEED_WRAP -> channel.writeInbound(Unpooled.wrappedBuffer(seal("")));
                case NEED_TASK -> client.getDelegatedTask().run();
                default -> waiting = unwrap(waiting);
            }
        }
        channel.runPendingTasks();
        unwrap(new ArrayList<>());
    }

    /** What the server has said, as far as the client can read it now; answers the rest. */
    private List<byte[]> unwrap(List<byte[]> before) throws SSLException {
        byte[] all = concat(before.toArray(new byte[0][]));
        for (ByteBuf said = channel.readOutbound(); said != null; said = channel.readOutbound()) {
            byte[] bytes = new byte[said.readableBytes()];
            said.readBytes(bytes).release();
            all = concat(all, bytes);
        }
        ByteBuffer source = ByteBuffer.wrap(all);
        while (source.hasRemaining()) {
            SSLEngineResult result = client.unwrap(source, ByteBuffer.allocate(ROOM));
            if (result.bytesConsumed() == 0 || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                break;
            }
        }
        byte[] rest = Arrays.copyOfRange(all, source.position(), all.length);
        return rest.length == 0 ? List.of() : List.of(rest);
    }

    private byte[] seal(String text) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(ROOM);
        client.wrap(ByteBuffer.wrap(text.getBytes(US_ASCII)), record);
        return Arrays.copyOf(record.array(), record.position());
    }

    private void deliver(byte[] stream, int pieceLength) {
        for (int at = 0; at < stream.length; at += pieceLength) {
            channel.writeInbound(
                    Unpooled.copiedBuffer(Arrays.copyOfRange(stream, at, Math.min(at + pieceLength, stream.length))));
        }
    }

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    private static SSLContext context(Credential credential) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("own", credential.key(), PASSWORD, credential.chain().toArray(new X509Certificate[0]));
        store.setCertificateEntry("trusted", credential.certificate());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
