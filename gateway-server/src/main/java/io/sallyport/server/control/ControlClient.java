package io.sallyport.server.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Speaks to a running gateway. */
public final class ControlClient implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader in;

    private ControlClient(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    /** @throws IOException if no gateway answers there, or the caller may not speak to it */
    public static ControlClient connect(Path socket) throws IOException {
        return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** Whether a gateway answers there. */
    public static boolean answers(Path socket) {
        try (ControlClient client = connect(socket)) {
            return client.channel.isConnected();
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Has the gateway do something and waits until it is done.
     *
     * @return what it came to
     * @throws Refused if the gateway would not or could not
     */
    public JsonNode call(String verb, Map<String, ?> arguments) throws IOException, Refused {
        String line = Json.MAPPER.writeValueAsString(new Call(verb, Json.MAPPER.valueToTree(arguments))) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("the gateway closed the connection");
        }
        try {
            JsonNode reply = Json.MAPPER.readTree(answer);
            if (reply.has("error")) {
                throw new Refused(reply.get("error").asString());
            }
            return reply.get("result");
        } catch (JacksonException e) {
            throw new IOException("the gateway's answer is not JSON", e);
        }
    }

    /** Waits until the gateway has ended. */
    public void awaitEnd() throws IOException {
        while (in.readLine() != null) {
            // Nothing more is expected; the end of the stream is the end of the gateway.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
