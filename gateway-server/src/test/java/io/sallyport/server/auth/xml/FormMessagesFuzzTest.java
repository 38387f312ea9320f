package io.sallyport.server.auth.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.server.auth.ClientMessage;
import io.sallyport.server.auth.Malformed;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** RT-35: whatever a stranger posts as a form is understood or {@link Malformed}; what is understood can be said again. */
class FormMessagesFuzzTest {
    private static final int MOST_FIELDS = 32;

    @FuzzTest(maxDuration = "10m")
    void read(byte[] body) throws Malformed {
        Map<String, String> fields;
        ClientMessage.AuthReply reply;
        try {
            fields = UrlEncodedForm.read(body);
            reply = FormMessages.read(body);
        } catch (Malformed e) {
            assertThat(e).as("words of ours only").hasMessageMatching("[a-zA-Z0-9 -]+");
            return;
        }

        assertThat(fields).hasSizeLessThanOrEqualTo(MOST_FIELDS);
        assertThat(fields.toString()).doesNotContain("\0");
        assertThat(fields.keySet().stream().mapToInt(String::length).sum()
                        + fields.values().stream().mapToInt(String::length).sum())
                .as("never more than came")
                .isLessThanOrEqualTo(body.length);
        if (fields.values().stream().allMatch(value -> value.length() < 1000)) {
            assertThat(UrlEncodedForm.read(encoded(fields))).isEqualTo(fields);
            assertThat(FormMessages.read(encoded(fields))).isEqualTo(reply);
        }
    }

    /** Every byte escaped. */
    private static byte[] encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> escaped(field.getKey()) + "=" + escaped(field.getValue()))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
    }

    private static String escaped(String text) {
        HexFormat escape = HexFormat.of().withPrefix("%");
        return escape.formatHex(text.getBytes(UTF_8));
    }
}
