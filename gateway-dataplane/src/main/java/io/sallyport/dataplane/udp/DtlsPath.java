package io.sallyport.dataplane.udp;

import io.sallyport.dataplane.worker.Worker;
import java.net.InetSocketAddress;

/**
 * An association and the way to its client: frames in and out on one worker's socket. Confined to {@link #worker}, but for
 * {@link #close}.
 */
public interface DtlsPath {
    /** The worker whose socket hears the client; it stays with it when the client moves. */
    Worker worker();

    /** Where the client is now. */
    InetSocketAddress remote();

    /** Bytes of payload in the largest frame that can get through, as far as is known. */
    int largestPayload();

    /**
     * Takes one frame, {@code bytes[offset .. offset + length)}, and overwrites the byte in front of it. It has been sealed on
     * return, but may not leave before {@link #flush}.
     *
     * @return false if it is lost: larger than {@link #largestPayload}, or the path is closed
     */
    boolean send(int type, byte[] bytes, int offset, int length);

    /** Puts on the wire what {@link #send} has taken, of this path and of all others of the worker's socket. */
    void flush();

    /** {@link #flush} in a moment: together with what the tasks have to send that are due now. */
    void flushSoon();

    /** Says close_notify and forgets the association. From any thread; harmless when it is closed. */
    void close();
}
