package io.sallyport.dataplane.route;

import org.jspecify.annotations.Nullable;

/**
 * Which tunnel an address leads to, at one moment; owned by {@link Routes} until it is published, and immutable from then
 * on. Look-ups need no lock and see one state of affairs.
 *
 * <p>A hash table with open addressing and linear probing over 128-bit keys, at most half full. An IPv4 address is keyed as
 * its IPv6-mapped form (RFC 4291, section 2.5.5.2), so that one table and one probe serve both families.
 */
public final class RouteTable {
    /** The table of a gateway without clients. */
    public static final RouteTable EMPTY = new RouteTable(16);

    private static final long MAPPED = 0xFFFF_0000_0000L;

    private final long[] high;
    private final long[] low;
    private final @Nullable Tunnel[] tunnels;
    private final int mask;
    private int size; // final once published

    /** @param capacity a power of two */
    private RouteTable(int capacity) {
        high = new long[capacity];
        low = new long[capacity];
        tunnels = new @Nullable Tunnel[capacity];
        mask = capacity - 1;
    }

    private RouteTable(RouteTable original) {
        high = original.high.clone();
        low = original.low.clone();
        tunnels = original.tunnels.clone();
        mask = original.mask;
        size = original.size;
    }

    /** Where {@code address} leads, or null if nobody holds it. Network order. */
    public @Nullable Tunnel ipv4(int address) {
        return tunnels[find(0, mapped(address))];
    }

    /** Where the address leads, or null if nobody holds it. Network order. */
    public @Nullable Tunnel ipv6(long addressHigh, long addressLow) {
        return tunnels[find(addressHigh, addressLow)];
    }

    /** Addresses that lead somewhere. */
    public int size() {
        return size;
    }

    /** A table in which {@code tunnel}'s addresses lead to it, whoever had them before. */
    RouteTable with(Tunnel tunnel) {
        RouteTable changed = (size + 2) * 2 > tunnels.length ? grown() : new RouteTable(this);
        if (tunnel.hasIpv4()) {
            changed.put(0, mapped(tunnel.ipv4()), tunnel);
        }
        if (tunnel.hasIpv6()) {
            changed.put(tunnel.ipv6High(), tunnel.ipv6Low(), tunnel);
        }
        return changed;
    }

    /** A table without {@code tunnel}; addresses that have passed to another one stay with that. */
    RouteTable without(Tunnel tunnel) {
        RouteTable changed = new RouteTable(this);
        if (tunnel.hasIpv4()) {
            changed.remove(0, mapped(tunnel.ipv4()), tunnel);
        }
        if (tunnel.hasIpv6()) {
            changed.remove(tunnel.ipv6High(), tunnel.ipv6Low(), tunnel);
        }
        return changed;
    }

    private RouteTable grown() {
        RouteTable larger = new RouteTable(tunnels.length * 2);
        for (int slot = 0; slot < tunnels.length; slot++) {
            Tunnel tunnel = tunnels[slot];
            if (tunnel != null) {
                larger.put(high[slot], low[slot], tunnel);
            }
        }
        return larger;
    }

    private void put(long keyHigh, long keyLow, Tunnel tunnel) {
        int slot = find(keyHigh, keyLow);
        if (tunnels[slot] == null) {
            size++;
        }
        high[slot] = keyHigh;
        low[slot] = keyLow;
        tunnels[slot] = tunnel;
    }

    private void remove(long keyHigh, long keyLow, Tunnel tunnel) {
        int gap = find(keyHigh, keyLow);
        if (tunnels[gap] != tunnel) {
            return;
        }
        // Close the gap: a later entry of the same run moves up if its search would otherwise stop at the gap.
        for (int slot = gap + 1 & mask; tunnels[slot] != null; slot = slot + 1 & mask) {
            int home = home(high[slot], low[slot]);
            if ((slot - home & mask) >= (slot - gap & mask)) {
                high[gap] = high[slot];
                low[gap] = low[slot];
                tunnels[gap] = tunnels[slot];
                gap = slot;
            }
        }
        tunnels[gap] = null;
        size--;
    }

    /** The slot that holds the key, or the free one where it would go. */
    private int find(long keyHigh, long keyLow) {
        int slot = home(keyHigh, keyLow);
        while (tunnels[slot] != null && (low[slot] != keyLow || high[slot] != keyHigh)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(long keyHigh, long keyLow) {
        long mixed = (keyLow ^ Long.rotateLeft(keyHigh, 32)) * 0x9E37_79B9_7F4A_7C15L; // 2^64 / golden ratio
        return (int) (mixed >>> 40) & mask;
    }

    private static long mapped(int address) {
        return MAPPED | Integer.toUnsignedLong(address);
    }
}
