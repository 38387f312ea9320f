package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTooBigTest {
    @Test
    void tellsAnIpv4SenderWhatWouldFit() {
        byte[] packet = Packets.udp4("198.18.2.10", "192.0.2.7", 1400);

        byte[] answer = answer(packet, 1300);

        assertThat(answer).startsWith(Packets.hex("4500 0240 0000 0000 40 01"));
        assertThat(Naive.sum(0, answer, 0, 20)).isEqualTo(0xFFFF);
        assertThat(Arrays.copyOfRange(answer, 12, 20)).isEqualTo(Packets.hex("c0000207 c612020a"));
        assertThat(Arrays.copyOfRange(answer, 20, 22)).isEqualTo(Packets.hex("03 04"));
        assertThat(Naive.sum(0, answer, 20, answer.length)).isEqualTo(0xFFFF);
        assertThat(Arrays.copyOfRange(answer, 24, 28)).isEqualTo(Packets.hex("0000 0514"));
        assertThat(Arrays.copyOfRange(answer, 28, 576)).isEqualTo(Arrays.copyOf(packet, 548));
    }

    @Test
    void tellsAnIpv6SenderWhatWouldFit() {
        byte[] packet = Packets.udp6("2001:db8:2::10", "2001:db8:77::7", 1400);

        byte[] answer = answer(packet, 1300);

        assertThat(answer)
                .hasSize(1280)
                .startsWith(Packets.hex("60000000 04d8 3a 40" + "20010db8007700000000000000000007"
                        + "20010db8000200000000000000000010" + "02 00"));
        int sum = Naive.pseudoSum(answer, 40, 58);
        assertThat(Naive.sum(sum, answer, 40, answer.length)).isEqualTo(0xFFFF);
        assertThat(Arrays.copyOfRange(answer, 44, 48)).isEqualTo(Packets.hex("0000 0514"));
        assertThat(Arrays.copyOfRange(answer, 48, 1280)).isEqualTo(Arrays.copyOf(packet, 1232));
    }

    @ParameterizedTest
    @CsvSource({"3, false", "4, false", "5, false", "11, false", "12, false", "0, true", "8, true"})
    void noIpv4ErrorIsAnswered(int type, boolean answered) {
        byte[] packet = Packets.udp4("198.18.2.10", "192.0.2.7", 1400);
        packet[9] = 1;
        packet[20] = (byte) type;

        assertThat(answer(packet, 1300).length > 0).isEqualTo(answered);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "127, false", "128, true", "129, true"})
    void noIpv6ErrorIsAnswered(int type, boolean answered) {
        byte[] packet = Packets.udp6("2001:db8:2::10", "2001:db8:77::7", 1400);
        packet[6] = 58;
        packet[40] = (byte) type;

        assertThat(answer(packet, 1300).length > 0).isEqualTo(answered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "255.255.255.255"})
    void onlyASingleIpv4HostIsAnswered(String source) {
        assertThat(answer(Packets.udp4(source, "192.0.2.7", 1400), 1300)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "ff02::1"})
    void onlyASingleIpv6HostIsAnswered(String source) {
        assertThat(answer(Packets.udp6(source, "2001:db8:77::7", 1400), 1300)).isEmpty();
    }

    @Test
    void aLaterFragmentIsNotAnswered() {
        byte[] packet = Packets.udp4("198.18.2.10", "192.0.2.7", 1400);
        Naive.put16(packet, 6, 0x4000 | 100);

        assertThat(answer(packet, 1300)).isEmpty();
    }

    private static byte[] answer(byte[] packet, int mtu) {
        byte[] answer = new byte[PacketTooBig.LONGEST];
        int length = PacketTooBig.answer(Packets.behind(5, packet), 5, packet.length, mtu, answer);
        return Arrays.copyOf(answer, length);
    }
}
