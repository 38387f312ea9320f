package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MssClampTest {
    private static final String IPV4_HEADER = "4500003c 1c464000 40060000 c0000207 c612020a";
    private static final String IPV6_HEADER =
            "60000000 0028 06 40 20010db8007700000000000000000007 20010db8000200000000000000000010";
    private static final String PORTS_AND_NUMBERS = "9c40 0050 01020304 00000000";
    private static final String SYN_AND_WINDOW = "a002 faf0 0000 0000";
    private static final String SYN_WITHOUT_OPTIONS = "5002 faf0 0000 0000";
    private static final String ACK_AND_WINDOW = "a010 faf0 0000 0000";
    private static final String MSS_1460 = "0204 05b4";
    private static final String MORE_OPTIONS = "0402 080a 0000 0001 0000 0000 01 030307";

    @Test
    void lowersAnAnnouncementThatDoesNotFit() {
        byte[] packet = withChecksum(IPV4_HEADER + PORTS_AND_NUMBERS + SYN_AND_WINDOW + MSS_1460 + MORE_OPTIONS);

        MssClamp.clamp(packet, 0, packet.length, 1406);

        assertThat(mssAt(packet, 42)).isEqualTo(1366);
        assertThat(Packets.tcpSum(packet)).isZero();
    }

    @Test
    void takesTheLongerIpv6HeaderIntoAccount() {
        byte[] packet = withChecksum(IPV6_HEADER + PORTS_AND_NUMBERS + SYN_AND_WINDOW + MSS_1460 + MORE_OPTIONS);

        MssClamp.clamp(packet, 0, packet.length, 1406);

        assertThat(mssAt(packet, 62)).isEqualTo(1346);
        assertThat(Packets.tcpSum(packet)).isZero();
    }

    @Test
    void findsTheOptionAtAnOddPlace() {
        byte[] packet = withChecksum(IPV4_HEADER + PORTS_AND_NUMBERS + SYN_AND_WINDOW + "01" + MSS_1460
                + "0402 080a 0000 0001 0000 0000 030307");

        MssClamp.clamp(packet, 0, packet.length, 1280);

        assertThat(mssAt(packet, 43)).isEqualTo(1240);
        assertThat(Packets.tcpSum(packet)).isZero();
    }

    @Test
    void leavesASmallerAnnouncement() {
        byte[] packet = withChecksum(IPV4_HEADER + PORTS_AND_NUMBERS + SYN_AND_WINDOW + "0204 0218" + MORE_OPTIONS);
        byte[] before = packet.clone();

        MssClamp.clamp(packet, 0, packet.length, 1406);

        assertThat(packet).isEqualTo(before);
    }

    @Test
    void leavesSegmentsThatOpenNoConnection() {
        byte[] packet = withChecksum(IPV4_HEADER + PORTS_AND_NUMBERS + ACK_AND_WINDOW + MSS_1460 + MORE_OPTIONS);
        byte[] before = packet.clone();

        MssClamp.clamp(packet, 0, packet.length, 1406);

        assertThat(packet).isEqualTo(before);
    }

    @Test
    void leavesLaterFragments() {
        String laterFragment = "4500003c 1c460010 40060000 c0000207 c612020a";
        byte[] packet = withChecksum(laterFragment + PORTS_AND_NUMBERS + SYN_AND_WINDOW + MSS_1460 + MORE_OPTIONS);
        byte[] before = packet.clone();

        MssClamp.clamp(packet, 0, packet.length, 1406);

        assertThat(packet).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0200 05b4 0000000000000000000000000000000000", // length 0
                "0201 05b4 0000000000000000000000000000000000", // length 1
                "02ff 05b4 0000000000000000000000000000000000", // longer than the header
                "0203 05b4 0000000000000000000000000000000000", // not 4
                "0000 0204 05b4 00000000000000000000000000000" + "0", // behind the end of the list
                "fe02 fd02 fc02 fb02 fa02 f902 f802 f702 f602 f5 02", // cut off after the kind
            })
    void leavesOptionsThatLie(String options) {
        byte[] packet = withChecksum((IPV4_HEADER + PORTS_AND_NUMBERS + SYN_AND_WINDOW + options)
                .replace(" ", "")
                .substring(0, 120));
        byte[] before = packet.clone();

        MssClamp.clamp(packet, 0, packet.length, 1406);

        assertThat(packet).isEqualTo(before);
    }

    @Test
    void leavesAHeaderWithoutOptions() {
        byte[] packet =
                withChecksum(IPV4_HEADER.replace("4500003c", "45000028") + PORTS_AND_NUMBERS + SYN_WITHOUT_OPTIONS);
        byte[] before = packet.clone();

        MssClamp.clamp(packet, 0, packet.length, 1406);

        assertThat(packet).isEqualTo(before);
    }

    @Test
    void keepsTheChecksumRightForEveryAnnouncement() {
        long seed = 0x5A11_1913L;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            String odd = random.nextBoolean() ? "01" : "";
            String mss = "0204 %04x".formatted(random.nextInt(0x10000));
            String window = "a002 %04x 0000 0000".formatted(random.nextInt(0x10000));
            String rest = odd.isEmpty() ? MORE_OPTIONS : "0402 080a 0000 0001 0000 0000 030307";
            byte[] packet = withChecksum(IPV4_HEADER + PORTS_AND_NUMBERS + window + odd + mss + rest);

            MssClamp.clamp(packet, 0, packet.length, 576 + random.nextInt(8000));

            assertThat(Packets.tcpSum(packet))
                    .as("seed %x, round %d", seed, round)
                    .isIn(0, 0xFFFF);
        }
    }

    private static int mssAt(byte[] packet, int index) {
        return (packet[index] & 0xFF) << 8 | (packet[index + 1] & 0xFF);
    }

    private static byte[] withChecksum(String hex) {
        byte[] packet = Packets.hex(hex);
        int at = (packet[0] >> 4 == 4 ? 20 : 40) + 16;
        int sum = Packets.tcpSum(packet);
        packet[at] = (byte) (sum >> 8);
        packet[at + 1] = (byte) sum;
        assertThat(Packets.tcpSum(packet)).isIn(0, 0xFFFF);
        return packet;
    }
}
