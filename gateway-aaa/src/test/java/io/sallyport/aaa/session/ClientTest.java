package io.sallyport.aaa.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientTest {

    @Test
    void cutsWhatIsTooLongButNoCharacterInHalf() {
        Client client = new Client("r".repeat(65), "a".repeat(1_000_000), "d".repeat(255) + "😀");

        assertThat(client.remote()).isEqualTo("r".repeat(64));
        assertThat(client.agent()).isEqualTo("a".repeat(256));
        assertThat(client.device()).isEqualTo("d".repeat(255));
    }

    @Test
    void replacesWhatCannotBeStoredOrPrinted() {
        Client client =
                new Client("[2001:db8::1]:443", "AnyConnect\u0000\u001b[2J\r\n", "half \ud83d, backwards \u202e");

        assertThat(client.remote()).isEqualTo("[2001:db8::1]:443");
        assertThat(client.agent()).isEqualTo("AnyConnect\ufffd\ufffd[2J\ufffd\ufffd");
        assertThat(client.device()).isEqualTo("half \ufffd, backwards \ufffd");
    }
}
