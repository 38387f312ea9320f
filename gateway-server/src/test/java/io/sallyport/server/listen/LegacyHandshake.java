package io.sallyport.server.listen;

import io.sallyport.config.ConfigReader;
import io.sallyport.config.ConfigResult;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.KeyFormat;
import io.sallyport.testcerts.KeyKind;
import io.sallyport.testcerts.Request;
import io.sallyport.testcerts.TestAuthority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** A handshake of an old client with the gateway's TLS, in memory; says what it has come to. A program of its own. */
final class LegacyHandshake {
    private static final int ROOM = 32 * 1024;
    private static final byte HANDSHAKE = 22;
    private static final byte CLIENT_KEY_EXCHANGE = 16;

    private final SSLEngine client;
    private final SSLEngine server;
    private int keyExchangeLength;

    private LegacyHandshake(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    /** Arguments: a directory for its files, whether the gateway's legacy switch is on, the client's suites. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        TestAuthority authority = TestAuthority.create("Legacy CA");
        Credential credential =
                authority.issue(Request.server("vpn.example.net").withKeyKind(KeyKind.RSA_2048));
        credential.writeChain(directory.resolve("server.pem"));
        credential.writeKey(directory.resolve("server-key.pem"), new KeyFormat.Pkcs8());
        ConfigResult.Valid configuration = (ConfigResult.Valid)
                ConfigReader.read(Files.writeString(directory.resolve("sallyport.yaml"), """
                        tls: {identities: [{certificate: server.pem, key: server-key.pem}], legacy: %s}
                        network: {ipv4: 192.0.2.0/24, nat: none}
                        profiles: [{name: staff, policy: office}]
                        policies: {office: {}}
                        """.formatted(arguments[1])));
        if (!Boolean.parseBoolean(arguments[1])) {
            // The client is in this process too, and may offer what the gateway does not take.
            Security.setProperty("jdk.tls.disabledAlgorithms", "TLSv1, TLSv1.1");
        }
        TlsSettings.Loading.Loaded gateway = (TlsSettings.Loading.Loaded)
                TlsSettings.load(configuration.config().tls(), configuration.sources());
        SSLEngine client = trusting(authority).createSSLEngine();
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {"TLSv1.2"});
        client.setEnabledCipherSuites(arguments[2].split(",", -1));
        new LegacyHandshake(client, gateway.settings().newEngine()).run();
    }

    private static SSLContext trusting(TestAuthority authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private void run() throws IOException {
        try {
            client.beginHandshake();
            server.beginHandshake();
            while (isShaking(client) || isShaking(server)) {
                keyExchange(pass(client, server));
                pass(server, client);
            }
            System.out.println(client.getSession().getProtocol() + " "
                    + client.getSession().getCipherSuite() + " client key exchange bytes: " + keyExchangeLength);
        } catch (SSLException e) {
            System.out.println("refused: " + alert(e));
        }
    }

    private static String alert(SSLException e) {
        return String.valueOf(e.getMessage()).replace("(handshake_failure) ", "handshake_failure: ");
    }

    private static boolean isShaking(SSLEngine engine) {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
    }

    /** Hands over all that {@code from} has to say, and returns it. */
    private static byte[] pass(SSLEngine from, SSLEngine to) throws SSLException {
        ByteBuffer wire = ByteBuffer.allocate(8 * ROOM);
        runTasks(from);
        while (from.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            from.wrap(ByteBuffer.allocate(0), wire);
            runTasks(from);
        }
        byte[] sent = Arrays.copyOf(wire.array(), wire.position());
        ByteBuffer arriving = ByteBuffer.wrap(sent);
        while (arriving.hasRemaining()) {
            to.unwrap(arriving, ByteBuffer.allocate(ROOM));
            runTasks(to);
        }
        return sent;
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** RFC 5246, section 7.4.7.1: with RSA, two bytes of length and the premaster secret under the server's key. */
    private void keyExchange(byte[] records) {
        int at = 0;
        while (at + 5 < records.length) {
            int length = ((records[at + 3] & 0xFF) << 8) | (records[at + 4] & 0xFF);
            if (records[at] == HANDSHAKE && records[at + 5] == CLIENT_KEY_EXCHANGE) {
                keyExchangeLength = ((records[at + 9] & 0xFF) << 8) | (records[at + 10] & 0xFF);
            }
            at += 5 + length;
        }
    }
}
