package io.sallyport.aaa.totp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.UserName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TotpSecretTest {
    private static final String HEX = "3132333435363738393031323334353637383930";

    @Test
    void appsScanItsUri() {
        TotpSecret secret = TotpSecret.ofHex(HEX).orElseThrow();

        assertThat(secret.base32()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(secret.uri(new UserName("alice bob@example.test/ü")))
                .isEqualTo(
                        "otpauth://totp/Sallyport:alice%20bob%40example.test%2F%C3%BC"
                                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sallyport&algorithm=SHA1&digits=6&period=30");
    }

    @Test
    void hexMayBeOfEitherCase() {
        assertThat(TotpSecret.ofHex("ABCDEF" + HEX).orElseThrow().toHex()).isEqualTo("abcdef" + HEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "31",
                "3132333435363738393031323334353",
                "313233343536373839303132333435 6",
                "zz32333435363738393031323334353637383930"
            })
    void shortOrWrongHexIsNone(String hex) {
        assertThat(TotpSecret.ofHex(hex)).isEmpty();
        assertThat(TotpSecret.ofHex("31".repeat(65))).isEmpty();
    }

    @Test
    void everyNewOneIsAnother() {
        assertThat(TotpSecret.random().toHex())
                .hasSize(40)
                .isNotEqualTo(TotpSecret.random().toHex());
    }

    @Test
    void logsDoNotShowIt() {
        assertThat(TotpSecret.random()).hasToString("***");
    }
}
