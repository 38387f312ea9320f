package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.TestGateway.PASSWORD;
import static io.sallyport.server.testkit.TestGateway.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The headers of replies in golden files: order and letter case as on the wire; what is never the same stands in capitals. */
class GoldenHeadsTest {
    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard();

    @Test
    void ofAForm() throws Exception {
        assertHead("auth-request.head", gateway.ask(HttpRequest.post("/", ConfigAuth.init())));
    }

    @Test
    void ofAComplete() throws Exception {
        assertHead("complete.head", gateway.signInOn(gateway.connect(), USER, PASSWORD));
    }

    @Test
    void ofALogout() throws Exception {
        assertHead("logged-out.head", gateway.ask(HttpRequest.post("/", ConfigAuth.logout("any"))));
    }

    private static void assertHead(String golden, HttpReply reply) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + "\n");
        reply.headers()
                .forEach(header -> head.append(header.name())
                        .append(": ")
                        .append(header.value())
                        .append("\n"));
        String wire = head.toString()
                .replaceAll("=[A-Za-z0-9_-]{43};", "=TOKEN;")
                .replaceAll("sh:[0-9A-F]{40}", "sh:HASH")
                .replaceAll("Content-Length: [0-9]+", "Content-Length: LENGTH");
        try (InputStream in = GoldenHeadsTest.class.getResourceAsStream(golden)) {
            assertThat(in).as(golden).isNotNull();
            assertThat(wire).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
