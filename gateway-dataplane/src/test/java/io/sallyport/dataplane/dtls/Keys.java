package io.sallyport.dataplane.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Both ends of an association, and what they tell. */
public final class Keys {
    private Keys() {}

    public static RecordKeys ofServer(DtlsVersion version, Protection protection) {
        byte[] keyBlock = new byte[protection.keyBlockLength()];
        new SplittableRandom(0x5EC2E7).nextBytes(keyBlock);
        return RecordKeys.ofServer(version, protection, keyBlock);
    }

    public static Association association(RecordKeys keys, MisfitCounters misfits, byte[]... lastFlight) {
        return new Association(
                new Established(keys, 1, List.of(lastFlight), List.of()), misfits, new byte[70_000], 16, 0);
    }

    public static byte[] seal(Association association, byte[] content) {
        byte[] datagram = new byte[association.datagramLength(content.length)];
        int length = association.seal(content, 0, content.length, datagram, 0);
        return Arrays.copyOf(datagram, length);
    }

    /** Writes down what it hears. */
    public static final class Heard implements Association.Receiver {
        public final List<byte[]> data = new ArrayList<>();
        final List<Boolean> newest = new ArrayList<>();
        int missed;
        public int closed;

        public boolean open(Association association, byte[] datagram) {
            return open(association, datagram, 0);
        }

        public boolean open(Association association, byte[] datagram, long nowNanos) {
            return association.open(datagram, 0, datagram.length, nowNanos, this);
        }

        boolean isEmpty() {
            return data.isEmpty() && newest.isEmpty() && missed == 0 && closed == 0;
        }

        @Override
        public void genuine(boolean isNewest) {
            newest.add(isNewest);
        }

        @Override
        public void data(byte[] bytes, int offset, int length) {
            data.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }

        @Override
        public void missed(List<byte[]> lastFlight) {
            missed++;
        }

        @Override
        public void closed() {
            closed++;
        }
    }
}
