package io.sallyport.dataplane.packet;

import io.sallyport.dataplane.packet.RandomPackets.Made;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which packets of a run become one, and which are left out, by the rules of coalescing one after another. */
final class NaiveJoining {
    private static final int MOST = 64;
    private static final int LONGEST = 65_535;

    private NaiveJoining() {}

    /**
     * The packets of {@code flow} that leave, those together that are written together. A packet without a flow parts all.
     */
    static List<List<Made>> groups(List<Made> run, int flow) {
        List<List<Made>> groups = new ArrayList<>();
        boolean open = false;
        for (Made packet : run) {
            if (packet.flow() == -1 && flow != -1) {
                open = false;
            }
            if (packet.flow() != flow) {
                continue;
            }
            boolean joins = flow != -1 && joins(packet);
            boolean acknowledges = flow != -1 && acknowledges(packet);
            if (open && acknowledges && saysMore(packet, groups.getLast().getFirst())) {
                groups.removeLast();
                groups.add(new ArrayList<>(List.of(packet)));
            } else if (open && joins && continues(groups.getLast(), packet)) {
                groups.getLast().add(packet);
            } else {
                groups.add(new ArrayList<>(List.of(packet)));
            }
            open = joins || acknowledges;
        }
        return groups;
    }

    /** As {@link RandomPackets} numbers them: by the source port. */
    static int flowOf(byte[] packet) {
        boolean ipv4 = Naive.isIpv4(packet);
        int protocol = ipv4 ? packet[9] : packet[6];
        boolean plain = ipv4 ? packet[0] == 0x45 && (Naive.u16(packet, 6) & 0x3FFF) == 0 : true;
        boolean told = plain && (protocol == Naive.TCP || protocol == Naive.UDP);
        return told ? Naive.u16(packet, ipv4 ? 20 : 40) - 1000 : -1;
    }

    private static boolean joins(Made packet) {
        byte[] bytes = packet.bytes();
        boolean flags = packet.protocol() == Naive.UDP
                ? Naive.u16(bytes, packet.transport() + 6) != 0
                : (bytes[packet.transport() + 13] & ~0x48) == 0x10;
        return bytes.length > packet.headers()
                && flags
                && Naive.hasRightChecksum(bytes, packet.transport(), packet.protocol());
    }

    private static boolean acknowledges(Made packet) {
        byte[] bytes = packet.bytes();
        int transport = packet.transport();
        int options = packet.headers() - transport - 20;
        return packet.protocol() == Naive.TCP
                && bytes.length == packet.headers()
                && bytes[transport + 13] == 0x10
                && (bytes[transport + 12] & 15) == 0
                && (options == 0 || (options == 12 && Naive.u32(bytes, transport + 20) == 0x0101080A))
                && Naive.hasRightChecksum(bytes, transport, Naive.TCP)
                && (!Naive.isIpv4(bytes) || Naive.sum(0, bytes, 0, 20) == 0xFFFF);
    }

    private static boolean saysMore(Made packet, Made former) {
        int field = packet.transport() + 8;
        return acknowledges(former)
                && Arrays.equals(unsaid(packet), unsaid(former))
                && Naive.u32(packet.bytes(), field) - Naive.u32(former.bytes(), field) > 0;
    }

    /** The headers of an acknowledgement, with zeros for number, window, urgent pointer and timestamps. */
    private static byte[] unsaid(Made packet) {
        byte[] unsaid = Arrays.copyOf(packet.bytes(), packet.transport() + 20);
        if (Naive.isIpv4(unsaid)) {
            Naive.put16(unsaid, 4, 0);
            Naive.put16(unsaid, 10, 0);
        }
        Arrays.fill(unsaid, packet.transport() + 8, packet.transport() + 12, (byte) 0);
        Arrays.fill(unsaid, packet.transport() + 14, packet.transport() + 20, (byte) 0);
        return unsaid;
    }

    private static boolean continues(List<Made> group, Made packet) {
        byte[] first = group.getFirst().bytes();
        byte[] last = group.getLast().bytes();
        int headers = packet.headers();
        int size = first.length - headers;
        int total = group.stream().mapToInt(one -> one.bytes().length - headers).sum();
        boolean room = group.size() < MOST
                && packet.bytes().length - headers <= size
                && headers + total + packet.bytes().length - headers <= LONGEST;
        boolean ended = last.length - headers < size || pushes(group.getLast());
        return room
                && !ended
                && Arrays.equals(constant(first, packet), constant(packet.bytes(), packet))
                && follows(group, packet);
    }

    private static boolean pushes(Made packet) {
        return packet.protocol() == Naive.TCP && (packet.bytes()[packet.transport() + 13] & 8) != 0;
    }

    private static boolean follows(List<Made> group, Made packet) {
        byte[] first = group.getFirst().bytes();
        byte[] bytes = packet.bytes();
        if (Naive.isIpv4(first)
                && (first[6] & 0x40) == 0
                && ((Naive.u16(first, 4) + group.size()) & 0xFFFF) != Naive.u16(bytes, 4)) {
            return false;
        }
        int sequence = Naive.u32(first, packet.transport() + 4);
        for (Made one : group) {
            sequence += one.bytes().length - packet.headers();
        }
        return packet.protocol() == Naive.UDP || sequence == Naive.u32(bytes, packet.transport() + 4);
    }

    /** The headers, with zeros for what may differ. */
    private static byte[] constant(byte[] bytes, Made shape) {
        byte[] constant = Arrays.copyOf(bytes, shape.headers());
        int transport = shape.transport();
        if (Naive.isIpv4(bytes)) {
            Naive.put16(constant, 2, 0);
            Naive.put16(constant, 4, 0);
            Naive.put16(constant, 10, 0);
        } else {
            Naive.put16(constant, 4, 0);
        }
        if (shape.protocol() == Naive.UDP) {
            Naive.put16(constant, transport + 4, 0);
            Naive.put16(constant, transport + 6, 0);
        } else {
            Naive.put16(constant, transport + 4, 0);
            Naive.put16(constant, transport + 6, 0);
            constant[transport + 13] &= ~8;
            Naive.put16(constant, transport + 16, 0);
        }
        return constant;
    }
}
