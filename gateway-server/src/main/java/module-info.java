/**
 * The gateway itself: listeners, TLS, HTTP, sign-in, CONNECT, the CSTP channel, control socket, metrics, main.
 *
 * <p>Wires the other modules together; never loops over packets.
 */
@org.jspecify.annotations.NullMarked
module io.sallyport.server {
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires io.sallyport.config;
    requires io.sallyport.aaa;
    requires io.sallyport.dataplane;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.handler;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires jakarta.xml.bind;
    requires info.picocli;
    requires tools.jackson.databind;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
}
