/**
 * Everything that is touched per packet: TUN device, routes, headers, NAT set-up.
 *
 * <p>Knows addresses and packets; never users, cookies, XML or YAML.
 */
@org.jspecify.annotations.NullMarked
module io.sallyport.dataplane {
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;

    exports io.sallyport.dataplane;
}
