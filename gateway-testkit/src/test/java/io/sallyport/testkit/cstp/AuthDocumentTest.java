package io.sallyport.testkit.cstp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthDocumentTest {

    @Test
    void readsAFormAndAnswersItWithItsOpaquePart() {
        AuthDocument asked = AuthDocument.parse("""
                <?xml version="1.0" encoding="UTF-8"?>
                <config-auth client="vpn" type="auth-request" aggregate-auth-version="2">
                <opaque is-for="sg"><tunnel-group>staff</tunnel-group><aggauth-handle>582</aggauth-handle></opaque>
                <auth id="main"><message>Please sign in</message><form method="post" action="/auth">
                <input type="text" name="username" label="Username:"></input>
                <input type="password" name="password" label="Password:"></input>
                <select name="group_list"><option value="Guests">Guests</option>
                <option value="Staff" selected="true">Staff</option></select>
                </form></auth></config-auth>
                """);

        AuthDocument answer = AuthDocument.reply(
                asked, field -> Optional.of(field.equals("password") ? "<&>" : "alice"), Optional.empty());

        assertThat(asked.type()).isEqualTo("auth-request");
        assertThat(asked.authId()).isEqualTo("main");
        assertThat(asked.inputs()).containsExactly("username", "password");
        assertThat(asked.groups()).containsExactly("Guests", "Staff");
        assertThat(asked.action()).hasValue("/auth");
        assertThat(answer.toString())
                .contains("<opaque is-for=\"sg\"><tunnel-group>staff</tunnel-group>"
                        + "<aggauth-handle>582</aggauth-handle></opaque>")
                .contains("<auth><username>alice</username><password>&lt;&amp;&gt;</password></auth>")
                .contains("<group-select>Staff</group-select>");
    }

    @Test
    void readsTheTokenOfASuccess() {
        AuthDocument complete = AuthDocument.parse("<config-auth client=\"vpn\" type=\"complete\">"
                + "<session-token>Zp0c1m9</session-token><auth id=\"success\"></auth></config-auth>");

        assertThat(complete.type()).isEqualTo("complete");
        assertThat(complete.text("session-token")).hasValue("Zp0c1m9");
        assertThat(complete.text("error")).isEmpty();
    }

    @Test
    void refusesADoctype() {
        assertThatThrownBy(() -> AuthDocument.parse("<!DOCTYPE a><config-auth/>"))
                .isInstanceOf(ClientFailure.class);
    }
}
