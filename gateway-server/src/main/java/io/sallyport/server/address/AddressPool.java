package io.sallyport.server.address;

import io.sallyport.config.IpPrefix;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.BitSet;
import java.util.Optional;

/**
 * The addresses of one network that clients may hold. The first host address is the gateway's own; the network's first and,
 * for IPv4, last address belong to nobody.
 *
 * <p>Addresses are given out in turn, so that one that comes back rests as long as possible: packets for its last holder may
 * still be on their way. Not thread-safe, on purpose: the control executor owns it.
 */
public final class AddressPool {
    /** IPv6 networks hold more addresses than anybody needs; so many of them are used. */
    private static final int MOST = 1 << 20;

    private static final int FIRST_CLIENT = 2; // 0 is the network itself, 1 the gateway

    private final IpPrefix prefix;
    private final int end; // exclusive
    private final BitSet held;
    private int next = FIRST_CLIENT;

    /** @param prefix with room for at least one client besides the gateway */
    public AddressPool(IpPrefix prefix) {
        int hostBits = prefix.network().getAddress().length * 8 - prefix.length();
        if (hostBits < 2) {
            throw new IllegalArgumentException("prefix: " + prefix + " (expected: room for a client)");
        }
        long hosts = hostBits >= 32 ? MOST : 1L << hostBits;
        this.prefix = prefix;
        this.end = (int) Math.min(prefix.isIpv6() ? hosts : hosts - 1, MOST);
        this.held = new BitSet(end);
    }

    public IpPrefix prefix() {
        return prefix;
    }

    /** The gateway's own address. */
    public InetAddress gateway() {
        return address(1);
    }

    /** An address that nobody holds, or empty if all are out. */
    public Optional<InetAddress> lease() {
        int host = held.nextClearBit(next);
        if (host >= end) {
            host = held.nextClearBit(FIRST_CLIENT);
        }
        if (host >= end) {
            return Optional.empty();
        }
        held.set(host);
        next = host + 1;
        return Optional.of(address(host));
    }

    /**
     * Takes a certain address out, one that a session brings with it from before a restart.
     *
     * @return false if it is held already, or not one that this pool gives out
     */
    public boolean reserve(InetAddress address) {
        int host = host(address);
        if (host < FIRST_CLIENT || held.get(host)) {
            return false;
        }
        held.set(host);
        return true;
    }

    /** Gives an address back. Harmless if it is not held, or not one of this pool: teardown paths meet. */
    public void release(InetAddress address) {
        int host = host(address);
        if (host >= FIRST_CLIENT) {
            held.clear(host);
        }
    }

    /** Addresses that clients may hold. */
    public int size() {
        return end - FIRST_CLIENT;
    }

    public int free() {
        return size() - held.cardinality();
    }

    private InetAddress address(int host) {
        byte[] bytes = prefix.network().getAddress();
        for (int i = bytes.length - 1, rest = host; rest != 0; i--, rest >>>= 8) {
            bytes[i] |= (byte) rest;
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("as many bytes as the network's address has", e);
        }
    }

    /** Which host of the network it is, or -1 if this pool does not give it out. */
    private int host(InetAddress address) {
        if (!prefix.contains(address)) {
            return -1;
        }
        BigInteger distance = new BigInteger(1, address.getAddress())
                .subtract(new BigInteger(1, prefix.network().getAddress()));
        return distance.bitLength() < Integer.SIZE && distance.intValue() < end ? distance.intValue() : -1;
    }
}
