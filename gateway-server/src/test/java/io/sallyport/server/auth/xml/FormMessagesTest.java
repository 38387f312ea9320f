package io.sallyport.server.auth.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.config.Secret;
import io.sallyport.server.auth.ClientMessage;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.Fields.Field;
import io.sallyport.server.auth.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormMessagesTest {
    /** As openconnect writes it: every byte escaped but letters, digits and {@code . _ -}. */
    private static final String FORM =
            "handle=Handle-1&group_list=Staff%20people&username=%20alice&password=%26a%3d%2bb%20%c3%9f%25";

    @Test
    void readsASignInForm() throws Malformed {
        ClientMessage.AuthReply reply = read(FORM);

        assertThat(reply.handle()).contains("Handle-1");
        assertThat(reply.groupSelect()).contains("Staff people");
        assertThat(reply.fields().user()).contains("alice");
        assertThat(reply.fields().secrets()).containsExactly(Map.entry(Field.PASSWORD, new Secret("&a=+b ß%")));
        assertThat(reply.dialect()).isEqualTo(Dialect.PAGES);
    }

    @Test
    void readsWhatIsNotThereAsNotThere() throws Malformed {
        ClientMessage.AuthReply reply = read("");

        assertThat(reply.handle()).isEmpty();
        assertThat(reply.groupSelect()).isEmpty();
        assertThat(reply.fields().user()).isEmpty();
        assertThat(reply.fields().secrets()).isEmpty();
    }

    @Test
    void readsAPlusSignAsASpaceAndAMissingValueAsAnEmptyOne() throws Malformed {
        ClientMessage.AuthReply reply = read("password=a+b&answer&&new_password=");

        assertThat(reply.fields().secrets())
                .containsOnly(
                        Map.entry(Field.PASSWORD, new Secret("a b")),
                        Map.entry(Field.ANSWER, new Secret("")),
                        Map.entry(Field.NEW_PASSWORD, new Secret("")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%",
                "a=%4",
                "a=%zz",
                "a=%0g",
                "a=%00",
                "a=\0",
                "a=%ff",
                "a=%c3",
                "a=%c0%80",
                "a=1&a=2",
                "%61=1&a=2"
            })
    void refusesWhatNoClientSends(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesTooMuchOfAnything() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 33; i++) {
            many.append("f").append(i).append("=1&");
        }
        assertThatThrownBy(() -> read(many.toString())).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> read("password=" + "x".repeat(5000))).isInstanceOf(Malformed.class);
    }

    /** RT-35: whatever the bytes are, they are a form or malformed. */
    @Test
    void survivesAnyMutationOfAForm() {
        long seed = 0x5A11_1207L;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] body = FORM.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(FormMessages.read(body).dialect()).isEqualTo(Dialect.PAGES);
            } catch (Malformed e) {
                assertThat(e).as("seed %d round %d", seed, round).hasMessageMatching("[a-zA-Z0-9 -]+");
            }
        }
    }

    private static ClientMessage.AuthReply read(String body) throws Malformed {
        return FormMessages.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
