package io.sallyport.dataplane.tun;

/**
 * How much of a network card's work the kernel leaves to us: the rungs of a ladder, best first. Each moves more bytes per
 * system call than the next.
 *
 * @see <a href="https://docs.kernel.org/networking/segmentation-offloads.html">Segmentation offloads in Linux</a>
 */
public enum Offload {
    /** Super-packets of TCP and UDP; Linux 6.2. */
    USO(0x6F, "super-packets of TCP and UDP"),
    /** Super-packets of TCP, of connections with congestion marks as well. */
    TSO_ECN(0x0F, "super-packets of TCP"),
    /** Super-packets of TCP without congestion marks. */
    TSO(0x07, "super-packets of TCP without ECN"),
    /** Headers that say that nothing is left to do. */
    NONE(0x00, "no super-packets"),
    /** Not even these headers. */
    PLAIN(0x00, "no super-packets, no offload headers");

    /** TUN_F_* of {@code linux/if_tun.h}: CSUM 1, TSO4 2, TSO6 4, TSO_ECN 8, USO4 0x20, USO6 0x40. */
    final int features;

    private final String words;

    Offload(int features, String words) {
        this.features = features;
        this.words = words;
    }

    boolean hasHeaders() {
        return this != PLAIN;
    }

    boolean joinsTcp() {
        return compareTo(TSO) <= 0;
    }

    boolean joinsUdp() {
        return this == USO;
    }

    @Override
    public String toString() {
        return words;
    }
}
