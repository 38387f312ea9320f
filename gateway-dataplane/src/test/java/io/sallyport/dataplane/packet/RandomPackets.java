package io.sallyport.dataplane.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Packets as clients and servers send them, and as nobody should; each built byte by byte. */
final class RandomPackets {
    /** Length of an IPv6 destination options header that says nothing. */
    private static final int EXTENSION_LENGTH = 8;

    /**
     * A packet with its headers measured.
     *
     * @param flow -1 for a packet whose flow cannot be told
     */
    record Made(byte[] bytes, int flow, int protocol, int transport, int headers) {}

    private final SplittableRandom random;

    RandomPackets(SplittableRandom random) {
        this.random = random;
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** TCP or UDP with any headers and right lengths; checksums of pseudo-headers only, as before offload. */
    Made large(int payload) {
        boolean ipv4 = random.nextBoolean();
        int protocol = random.nextBoolean() ? Naive.TCP : Naive.UDP;
        int options = ipv4 && oneIn(4) ? 4 * random.nextInt(11) : 0;
        int extension = !ipv4 && oneIn(4) ? EXTENSION_LENGTH : 0;
        int transport = (ipv4 ? 20 + options : 40 + extension);
        int headers = transport + (protocol == Naive.UDP ? 8 : 20 + 4 * random.nextInt(11));
        byte[] bytes = new byte[headers + payload];
        random.nextBytes(bytes);
        if (ipv4) {
            ipv4Header(bytes, transport, protocol, random.nextInt(64), 0x4000 * random.nextInt(2));
        } else {
            ipv6Header(bytes, extension > 0 ? 60 : protocol, random.nextInt(64));
            if (extension > 0) {
                extension(bytes, protocol);
            }
        }
        transportHeader(bytes, transport, headers, protocol);
        int field = transport + (protocol == Naive.TCP ? 16 : 6);
        Naive.put16(bytes, field, Naive.pseudoSum(bytes, transport, protocol));
        return new Made(bytes, 0, protocol, transport, headers);
    }

    /** A run of packets of at most {@code flows} flows, mostly such as can be joined, in some order. */
    List<Made> run(int flows, int count) {
        List<Made> run = new ArrayList<>();
        Made[] last = new Made[flows];
        for (int i = 0; i < count; i++) {
            int flow = random.nextInt(flows);
            Made former = last[flow];
            Made packet;
            if (oneIn(25)) {
                packet = stray();
            } else if (former == null || oneIn(30)) {
                packet = begin(flow);
            } else {
                packet = next(former);
            }
            if (packet.flow() >= 0) {
                last[flow] = packet;
            }
            run.add(packet);
        }
        return run;
    }

    private Made begin(int flow) {
        boolean ipv4 = flow % 2 == 0;
        int protocol = flow % 3 == 0 ? Naive.UDP : Naive.TCP;
        int transport = ipv4 ? 20 : 40;
        boolean timestamps = oneIn(2);
        int options = timestamps ? 12 : 4 * random.nextInt(11); // perhaps SACK
        int headers = transport + (protocol == Naive.UDP ? 8 : 20 + options);
        byte[] bytes = new byte[headers + payloadLength()];
        random.nextBytes(bytes);
        if (ipv4) {
            ipv4Header(bytes, transport, protocol, flow, oneIn(3) ? 0 : 0x4000);
        } else {
            ipv6Header(bytes, protocol, flow);
        }
        transportHeader(bytes, transport, headers, protocol);
        Naive.put16(bytes, transport, 1000 + flow);
        Naive.put16(bytes, transport + 2, 443);
        if (protocol == Naive.TCP) {
            bytes[transport + 13] = 0x10;
            if (timestamps && !oneIn(4)) {
                System.arraycopy(Packets.hex("0101080a"), 0, bytes, transport + 20, 4);
            }
        }
        Naive.seal(bytes, transport, protocol);
        return new Made(bytes, flow, protocol, transport, headers);
    }

    private int payloadLength() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 1 + random.nextInt(4);
            case 2 -> 1300 + random.nextInt(3);
            default -> 20 + random.nextInt(40);
        };
    }

    /** What would continue {@code former}, often with something that differs. */
    private Made next(Made former) {
        byte[] before = former.bytes();
        int payload = before.length - former.headers();
        int length = oneIn(8) ? payloadLength() : payload;
        byte[] bytes = Arrays.copyOf(before, former.headers() + length);
        for (int i = former.headers(); i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        int transport = former.transport();
        if (Naive.isIpv4(bytes)) {
            Naive.put16(bytes, 2, bytes.length);
            Naive.put16(bytes, 4, oneIn(10) ? random.nextInt() : Naive.u16(before, 4) + 1);
        } else {
            Naive.put16(bytes, 4, bytes.length - 40);
        }
        if (former.protocol() == Naive.UDP) {
            Naive.put16(bytes, transport + 4, 8 + length);
        } else {
            int sequence = Naive.u32(before, transport + 4) + payload + (oneIn(20) ? random.nextInt(3) - 1 : 0);
            Naive.put16(bytes, transport + 4, sequence >> 16);
            Naive.put16(bytes, transport + 6, sequence);
            bytes[transport + 13] = (byte) (oneIn(8) ? 0x18 : oneIn(20) ? random.nextInt() : 0x10);
            if (oneIn(20)) {
                bytes[transport + 13] |= 0x40; // ECE
            }
            if (length == 0) {
                acknowledge(bytes, transport, former.headers());
            }
        }
        if (oneIn(12)) { // anything in the headers but lengths and ports
            int at = random.nextInt(former.headers());
            boolean structural = (at < 20 && at != 1 && at != 8)
                    || (!Naive.isIpv4(bytes) && at < 40)
                    || (at >= transport && at < transport + (former.protocol() == Naive.UDP ? 8 : 4))
                    || at == transport + 12;
            if (!structural) {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        Naive.seal(bytes, transport, former.protocol());
        if (oneIn(20)) {
            bytes[transport + (former.protocol() == Naive.TCP ? 17 : 7)] ^= 1;
        }
        if (former.protocol() == Naive.UDP && oneIn(20)) {
            Naive.put16(bytes, transport + 6, 0);
        }
        if (length == 0 && Naive.isIpv4(bytes) && oneIn(20)) {
            bytes[11] ^= 1; // with payload, joining mends it
        }
        return new Made(bytes, former.flow(), former.protocol(), transport, former.headers());
    }

    /** Mostly more than before, the same now and then, seldom less. */
    private void acknowledge(byte[] bytes, int transport, int headers) {
        int number = Naive.u32(bytes, transport + 8) + (oneIn(4) ? 0 : 1400 * (random.nextInt(12) - 1));
        Naive.put16(bytes, transport + 8, number >> 16);
        Naive.put16(bytes, transport + 10, number);
        if (oneIn(2)) {
            Naive.put16(bytes, transport + 14, random.nextInt());
        }
        if (headers == transport + 32) {
            Naive.put16(bytes, transport + 26, random.nextInt());
        }
    }

    /** A fragment, another protocol, options or extension headers: nobody can tell its flow. */
    private Made stray() {
        boolean ipv4 = random.nextBoolean();
        byte[] bytes = new byte[(ipv4 ? 24 : 48) + random.nextInt(60)];
        random.nextBytes(bytes);
        if (ipv4) {
            int kind = random.nextInt(3);
            ipv4Header(bytes, kind == 0 ? 24 : 20, kind == 1 ? 1 : Naive.UDP, 3, kind == 2 ? 0x2000 : 0);
        } else {
            ipv6Header(bytes, random.nextBoolean() ? 58 : 44, 3);
        }
        return new Made(bytes, -1, 0, 0, 0);
    }

    private void ipv4Header(byte[] bytes, int transport, int protocol, int host, int fragmentField) {
        bytes[0] = (byte) (0x40 | (transport / 4));
        Naive.put16(bytes, 2, bytes.length);
        Naive.put16(bytes, 6, fragmentField);
        bytes[9] = (byte) protocol;
        System.arraycopy(Packets.hex("c0000200c6120200"), 0, bytes, 12, 8);
        bytes[15] = (byte) host;
        Naive.put16(bytes, 10, 0);
        Naive.put16(bytes, 10, ~Naive.sum(0, bytes, 0, transport));
    }

    private void ipv6Header(byte[] bytes, int nextHeader, int host) {
        bytes[0] = (byte) (0x60 | (bytes[0] & 15));
        Naive.put16(bytes, 4, bytes.length - 40);
        bytes[6] = (byte) nextHeader;
        System.arraycopy(
                Packets.hex("20010db8007700000000000000000000 20010db8000200000000000000000010"), 0, bytes, 8, 32);
        bytes[23] = (byte) host;
    }

    private static void extension(byte[] bytes, int protocol) {
        System.arraycopy(Packets.hex("00000104 00000000"), 0, bytes, 40, EXTENSION_LENGTH); // PadN
        bytes[40] = (byte) protocol;
    }

    private static void transportHeader(byte[] bytes, int transport, int headers, int protocol) {
        if (protocol == Naive.UDP) {
            Naive.put16(bytes, transport + 4, bytes.length - transport);
        } else {
            bytes[transport + 12] = (byte) (((headers - transport) / 4) << 4);
        }
        Naive.put16(bytes, transport + (protocol == Naive.TCP ? 16 : 6), 0);
    }
}
