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
    requires java.management;
    requires java.xml;
    requires jakarta.xml.bind;
    requires info.picocli;
    requires com.fasterxml.jackson.annotation;
    requires tools.jackson.databind;
    requires jdk.httpserver;
    requires jdk.unsupported;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.tls;

    // Written and read by their records' components.
    opens io.sallyport.server.boot to
            tools.jackson.databind;
    opens io.sallyport.server.control to
            tools.jackson.databind;
    opens io.sallyport.server.session to
            tools.jackson.databind;
    opens io.sallyport.server.cli to
            info.picocli;
    opens io.sallyport.server.auth.xml to
            jakarta.xml.bind,
            org.glassfish.jaxb.core,
            org.glassfish.jaxb.runtime;
    opens io.sallyport.server.download.xml to
            jakarta.xml.bind,
            org.glassfish.jaxb.core,
            org.glassfish.jaxb.runtime;
}
