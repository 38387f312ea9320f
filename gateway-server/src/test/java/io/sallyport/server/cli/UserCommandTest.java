package io.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests run without a terminal, as scripts do. */
class UserCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"add", "passwd"})
    void namesTheOptionWhereThereIsNoTerminalToAsk(String verb) {
        StringWriter errors = new StringWriter();

        int exit = Sallyport.line().setErr(new PrintWriter(errors)).execute("user", verb, "alice");

        assertThat(exit).isEqualTo(Sallyport.FAILED);
        assertThat(errors).hasToString("sallyport: no terminal to ask for the password; use --password-stdin\n");
    }
}
