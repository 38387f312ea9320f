package io.sallyport.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An address on which clients are served.
 *
 * @param address the wildcard {@code ::} takes IPv4 as well
 * @param port TCP, 0..65535; 0 lets the system choose (for tests)
 * @param udpPort for DTLS; 0 offers none
 */
public record Listen(InetAddress address, int port, int udpPort) {
    private static final InetAddress ALL_ADDRESSES = InetAddress.ofLiteral("::");

    static List<Listen> readAll(Section root) {
        List<Listen> all = new ArrayList<>();
        for (Section section : root.sections("listen")) {
            Listen listen = read(section);
            all.stream()
                    .filter(listen::collides)
                    .findFirst()
                    .ifPresentOrElse(
                            other -> section.reject(
                                    "port", "a port that is free (" + other + " is in this list already)"),
                            () -> all.stream()
                                    .filter(listen::collidesOnUdp)
                                    .findFirst()
                                    .ifPresent(other -> section.reject(
                                            "udp-port",
                                            "a port that is free (" + other + " has it already; 0 offers no DTLS)")));
            all.add(listen);
        }
        return all.isEmpty() ? List.of(new Listen(ALL_ADDRESSES, 443, 443)) : all;
    }

    private static Listen read(Section listen) {
        listen.notYet("proxy-protocol", Kind.flag(), false, "the PROXY protocol is");
        listen.notYetAnyOf("trusted-proxies", "the PROXY protocol is");
        Listen tcp = read(listen, ALL_ADDRESSES, 443);
        Optional<Integer> udpPort = listen.find("udp-port", Kind.number(0, 65_535));
        boolean wrong = udpPort.isEmpty() && listen.has("udp-port");
        return new Listen(tcp.address(), tcp.port(), wrong ? 0 : udpPort.orElse(tcp.port()));
    }

    /** An address for TCP only. What is wrong gets port 0, which collides with nothing: no problem shall follow from another. */
    static Listen read(Section section, InetAddress defaultAddress, int defaultPort) {
        Optional<InetAddress> address = section.find("address", Kind.address());
        Optional<Integer> port = section.find("port", Kind.number(0, 65_535));
        boolean wrong = (address.isEmpty() && section.has("address")) || (port.isEmpty() && section.has("port"));
        return new Listen(address.orElse(defaultAddress), wrong ? 0 : port.orElse(defaultPort), 0);
    }

    /** Whether the system refuses to open one while the other is open. */
    boolean collides(Listen other) {
        return port != 0 && port == other.port && overlaps(other);
    }

    private boolean collidesOnUdp(Listen other) {
        return udpPort != 0 && udpPort == other.udpPort && overlaps(other);
    }

    private boolean overlaps(Listen other) {
        return takes(other.address) || other.takes(address);
    }

    private boolean takes(InetAddress wanted) {
        boolean sameFamily = address.getClass() == wanted.getClass();
        boolean bothFamilies = address.getAddress().length == 16;
        return address.equals(wanted) || (address.isAnyLocalAddress() && (sameFamily || bothFamilies));
    }

    @Override
    public String toString() {
        String host = IpLiteral.format(address);
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
