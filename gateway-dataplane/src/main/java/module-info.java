/**
 * Everything that is touched per packet: TUN device, routes, headers, NAT set-up.
 *
 * <p>Knows addresses and packets; never users, cookies, XML or YAML.
 */
@org.jspecify.annotations.NullMarked
module io.sallyport.dataplane {
    requires static transitive org.jspecify;
    requires io.netty.common;
    requires transitive io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;

    exports io.sallyport.dataplane.compress;
    exports io.sallyport.dataplane.dtls;
    exports io.sallyport.dataplane.host;
    exports io.sallyport.dataplane.packet;
    exports io.sallyport.dataplane.route;
    exports io.sallyport.dataplane.shape;
    exports io.sallyport.dataplane.tun;
    exports io.sallyport.dataplane.udp;
    exports io.sallyport.dataplane.worker;
}
