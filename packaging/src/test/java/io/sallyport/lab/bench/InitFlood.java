package io.sallyport.lab.bench;

import io.sallyport.lab.Headend;
import io.sallyport.testkit.cstp.AuthDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Knocks at a gateway as often as it is answered, each time by a TLS handshake of its own, until it is killed. A program by
 * itself, so that it can have a priority and a network of its own: {@code ADDRESS CLIENTS}.
 */
final class InitFlood {
    /** Begins a line with the number of answers so far; there is one every tenth of a second or so. */
    static final String COUNT = "inits: ";

    private static final long BETWEEN_LINES_NANOS = 100_000_000;

    private InitFlood() {}

    public static void main(String[] words) throws Exception {
        InetAddress gateway = InetAddress.ofLiteral(words[0]);
        byte[] request = request();
        AtomicLong answers = new AtomicLong();
        AtomicLong nextLineNanos = new AtomicLong(System.nanoTime());
        for (int i = Integer.parseInt(words[1]); i > 0; i--) {
            SSLContext context = context();
            Thread.ofPlatform().start(() -> {
                while (true) {
                    try {
                        knock(context, gateway, request);
                        tell(answers.incrementAndGet(), nextLineNanos);
                    } catch (IOException e) {
                        // Turned away; the next one.
                    }
                }
            });
        }
    }

    private static void tell(long answers, AtomicLong nextLineNanos) {
        long now = System.nanoTime();
        long due = nextLineNanos.get();
        if (now - due >= 0 && nextLineNanos.compareAndSet(due, now + BETWEEN_LINES_NANOS)) {
            System.out.println(COUNT + answers);
        }
    }

    private static void knock(SSLContext context, InetAddress gateway, byte[] request) throws IOException {
        try (Socket plain = new Socket(gateway, Headend.PORT);
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, Headend.PORT, true)) {
            tls.getOutputStream().write(request);
            InputStream in = tls.getInputStream();
            in.transferTo(OutputStream.nullOutputStream()); // until the gateway closes
            tls.getSession().invalidate(); // the next handshake is a whole one
        }
    }

    private static byte[] request() {
        String body =
                AuthDocument.init("https://vpn.example.test", Optional.empty()).toString();
        return ("POST / HTTP/1.1\r\nHost: vpn.example.test\r\nConnection: close\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    /** It does not matter to a flood whom it meets. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
