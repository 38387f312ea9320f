package io.sallyport.server.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** A TCP connection on which a test says what it likes. */
public final class RawConnection implements AutoCloseable {
    private final Socket socket = new Socket();

    public RawConnection(InetSocketAddress gateway) throws IOException {
        socket.connect(gateway, (int) Eventually.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Eventually.PATIENCE.toMillis());
    }

    public void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Waits for the next record; empty if the gateway has closed. */
    public Optional<TlsRecord> receive() throws IOException {
        try {
            return TlsRecord.read(socket.getInputStream());
        } catch (SocketException e) {
            return Optional.empty(); // closed with bytes of ours unread
        }
    }

    /** Whether the gateway says nothing, and does not close, for so long. */
    public boolean isSilentFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout((int) Eventually.PATIENCE.toMillis());
        }
    }

    /** Waits until the gateway closes, whatever it still says. */
    public void awaitClose() throws IOException {
        while (receive().isPresent()) {
            // An alert, perhaps.
        }
    }

    /** Where it comes from. */
    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Breaks off with a TCP RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
