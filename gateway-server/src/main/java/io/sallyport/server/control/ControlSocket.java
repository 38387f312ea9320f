package io.sallyport.server.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix domain socket over which operators speak to a running gateway: a line of JSON in, a line of JSON out, then the
 * connection stays open until the caller closes it or the gateway ends.
 *
 * <p>Whoever may open the socket may do everything, so only the gateway's own user may.
 */
public final class ControlSocket implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlSocket.class);
    private static final int MOST_CALLERS = 32;

    private final Path path;
    private final ServerSocketChannel server;
    private final Verbs verbs;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(MOST_CALLERS);

    private ControlSocket(Path path, ServerSocketChannel server, Verbs verbs) {
        this.path = path;
        this.server = server;
        this.verbs = verbs;
    }

    /**
     * Makes the socket and serves it.
     *
     * @throws IOException if it cannot be made, or another gateway answers there; the message says which and why
     */
    public static ControlSocket open(Path path, Verbs verbs) throws IOException {
        if (ControlClient.answers(path)) {
            throw new IOException("control socket " + path + ": another gateway answers there");
        }
        try {
            ControlSocket socket = new ControlSocket(path, bind(path), verbs);
            socket.callers.execute(socket::accept);
            return socket;
        } catch (IOException e) {
            throw new IOException("control socket " + path + ": cannot be made: " + e.getMessage(), e);
        }
    }

    /** Made in a directory that nobody else can enter, then moved: at no moment can others open it. */
    private static ServerSocketChannel bind(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path closed = Files.createTempDirectory(directory, ".control");
        Path made = closed.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            Files.deleteIfExists(made);
            throw e;
        } finally {
            Files.deleteIfExists(closed);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel caller = server.accept();
                if (places.tryAcquire()) {
                    callers.execute(() -> serve(caller));
                } else {
                    caller.close();
                }
            } catch (IOException e) {
                if (server.isOpen()) {
                    log.warn("control socket: cannot accept: detail={}", e.getMessage());
                }
            }
        }
    }

    private void serve(SocketChannel caller) {
        try (caller;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(caller), StandardCharsets.UTF_8));
                OutputStream out = Channels.newOutputStream(caller)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((verbs.answer(line) + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            log.debug("control socket: caller lost: detail={}", e.getMessage());
        } finally {
            places.release();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.warn("control socket: not removed: detail={}", e.getMessage());
        }
        callers.shutdownNow();
    }
}
