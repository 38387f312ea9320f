package io.sallyport.aaa.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A TCP relay on the loopback interface whose line can be cut: refusing connections, or swallowing everything. */
final class CuttableRelay implements AutoCloseable {

    enum Line {
        WHOLE,
        /** Connections are closed, and new ones as soon as they come. */
        CUT,
        /** Connections stay, and nothing gets through. */
        SILENT
    }

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore victims = new Semaphore(0);
    private volatile Line line = Line.WHOLE;

    CuttableRelay(String hostAndPort) throws IOException {
        int colon = hostAndPort.lastIndexOf(':');
        target = new InetSocketAddress(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void become(Line next) {
        line = next;
        if (next == Line.CUT) {
            closeAll();
        }
    }

    /** Returns when somebody has felt that the line is not whole. */
    void awaitVictim() throws InterruptedException {
        if (!victims.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody has used the line");
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeAll();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                if (line == Line.CUT) {
                    client.close();
                    victims.release();
                    continue;
                }
                Socket server = new Socket();
                sockets.add(server);
                server.connect(target);
                Thread.ofVirtual().start(() -> copy(client, server));
                Thread.ofVirtual().start(() -> copy(server, client));
            }
        } catch (IOException e) {
            closeAll(); // the listener was closed: the test is over
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            int length = in.read(buffer);
            while (length >= 0) {
                if (line == Line.SILENT) {
                    victims.release();
                } else {
                    out.write(buffer, 0, length);
                }
                length = in.read(buffer);
            }
        } catch (IOException e) {
            // One end has gone, so the other goes.
        }
    }

    private void closeAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
        sockets.clear();
    }
}
