package io.sallyport.dataplane.host;

import java.net.InetAddress;

/**
 * A network of clients as the host sees it.
 *
 * @param gateway the gateway's own address in it
 * @param network its first address
 * @param prefixLength in bits
 */
public record Pool(InetAddress gateway, InetAddress network, int prefixLength) {

    boolean isIpv6() {
        return network.getAddress().length == 16;
    }
}
