/**
 * What drives a gateway from outside: a client of AnyConnect-compatible headends as a library, and a load of thousands of them.
 *
 * <p>Knows what stands on the wire and nothing of the gateway behind it; shares with it the record layer and the sockets.
 */
@org.jspecify.annotations.NullMarked
module io.sallyport.testkit {
    requires static transitive org.jspecify;
    requires java.xml;
    requires io.sallyport.dataplane;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;

    exports io.sallyport.testkit.cstp;
    exports io.sallyport.testkit.load;
}
