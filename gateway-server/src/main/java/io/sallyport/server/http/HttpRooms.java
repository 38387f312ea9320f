package io.sallyport.server.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.sallyport.config.Limits;
import io.sallyport.server.listen.Connection;
import java.util.function.Supplier;

/**
 * Where requests can go, and what all connections share.
 *
 * @param currentLimits as they are now; a reload changes them
 * @param requestTimeouts counts a request that took too long
 */
public record HttpRooms(
        SignInRoom signIn,
        TunnelRoom tunnels,
        Supplier<Limits> currentLimits,
        HttpCounters counters,
        Runnable requestTimeouts) {
    static final String TIMER = "request-timer";
    static final String CODEC = "http-codec";
    static final String FRONT_DOOR = "http-front-door";

    /** Adds HTTP to a connection, behind TLS. */
    public void enter(Connection connection) {
        Limits limits = limits();
        RequestTimer timer = new RequestTimer(limits.requestTime().toMillis(), requestTimeouts);
        connection
                .channel()
                .pipeline()
                .addLast(TIMER, timer)
                .addLast(CODEC, codec(limits.headerSize()))
                .addLast(FRONT_DOOR, new HttpFrontDoor(connection, this, timer));
    }

    /** @param headerSize bytes of a request line, and of all headers */
    static HttpServerCodec codec(int headerSize) {
        return new HttpServerCodec(
                new HttpDecoderConfig().setMaxInitialLineLength(headerSize).setMaxHeaderSize(headerSize));
    }

    Limits limits() {
        return currentLimits.get();
    }
}
