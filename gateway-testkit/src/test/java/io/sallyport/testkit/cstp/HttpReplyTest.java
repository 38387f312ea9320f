package io.sallyport.testkit.cstp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpReplyTest {

    @Test
    void keepsNamesInTheCaseAndOrderOfTheWire() {
        HttpReply reply = parse("HTTP/1.1 200 CONNECTED\r\nX-CSTP-DNS: 198.18.2.53\r\nx-cstp-dns: 198.18.2.54\r\n"
                + "X-CSTP-DNS: 198.18.2.55");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.values("X-CSTP-DNS")).containsExactly("198.18.2.53", "198.18.2.55");
        assertThat(reply.values("X-Cstp-Dns")).isEmpty();
    }

    @Test
    void takesTheLastCookieThatIsNotEmpty() {
        HttpReply reply = parse("HTTP/1.1 200 OK\r\nSet-Cookie: webvpn=; expires=Thu, 01 Jan 1970 22:00:00 GMT\r\n"
                + "Set-Cookie: webvpn=abc=; Secure\r\nSet-Cookie: webvpncontext=def; Secure");

        assertThat(reply.cookie("webvpn")).hasValue("abc=");
        assertThat(reply.cookie("webvpncontext")).hasValue("def");
        assertThat(reply.cookie("webvpnc")).isEmpty();
    }

    @Test
    void refusesWhatIsNoReply() {
        assertThatThrownBy(() -> parse("SSH-2.0-OpenSSH_9.2")).isInstanceOf(ClientFailure.class);
        assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nno header")).isInstanceOf(ClientFailure.class);
    }

    private static HttpReply parse(String head) {
        return HttpReply.parseHead(head.getBytes(StandardCharsets.ISO_8859_1));
    }
}
