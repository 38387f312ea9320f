package io.sallyport.server.auth.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.config.Secret;
import io.sallyport.server.auth.ClientMessage;
import io.sallyport.server.auth.ClientMessage.Capability;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.Fields.CertificateProof;
import io.sallyport.server.auth.Fields.Field;
import io.sallyport.server.auth.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessagesTest {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    /** As openconnect 9.01 sends it. */
    private static final String INIT = DECLARATION
            + "<config-auth client=\"vpn\" type=\"init\" aggregate-auth-version=\"2\"><version who=\"vpn\">v9.01</version>"
            + "<device-id>linux-64</device-id><capabilities><auth-method>single-sign-on-v2</auth-method></capabilities>"
            + "<group-access>https://vpn.example.net/staff?x=1</group-access><group-select>Staff</group-select></config-auth>";

    /** In the shape of a Windows client: password first, attributes, empty elements. */
    private static final String AUTH_REPLY = """
            <?xml version="1.0" encoding="UTF-8"?>
            <config-auth client="vpn" type="auth-reply" aggregate-auth-version="2">
            <version who="vpn">4.10.05095</version>
            <device-id computer-name="PC-7" device-type="X" unique-id="4F3C">win</device-id>
            <session-token></session-token>
            <session-id></session-id>
            <opaque is-for="sg"><tunnel-group>staff</tunnel-group><aggauth-handle>Handle-1</aggauth-handle>
            <group-alias>Staff</group-alias><config-hash>1761200000000</config-hash></opaque>
            <auth><password> p&lt;w&amp;"'ß</password><username> alice </username></auth>
            <group-select>Staff</group-select>
            </config-auth>
            """;

    @Test
    void readsAnInit() throws Malformed {
        ClientMessage.Init init = (ClientMessage.Init) read(INIT);

        assertThat(init.groupSelect()).contains("Staff");
        assertThat(init.groupPath()).contains("/staff");
        assertThat(init.client().platform()).isEqualTo("linux-64");
        assertThat(init.client().version()).isEqualTo("v9.01");
        assertThat(init.dialect()).isEqualTo(Dialect.AGGREGATE_AUTH_2);
        assertThat(init.withoutCertificate()).isFalse();
        assertThat(init.client().capabilities()).isEmpty();
    }

    @Test
    void readsAnAuthReply() throws Malformed {
        ClientMessage.AuthReply reply = (ClientMessage.AuthReply) read(AUTH_REPLY);

        assertThat(reply.handle()).contains("Handle-1");
        assertThat(reply.groupSelect()).contains("Staff");
        assertThat(reply.fields().user()).contains("alice");
        assertThat(reply.fields().secrets().get(Field.PASSWORD)).isEqualTo(new Secret(" p<w&\"'ß"));
        assertThat(reply.client().computerName()).isEqualTo("PC-7");
    }

    @Test
    void readsALogout() throws Malformed {
        ClientMessage message = read("<config-auth type='logout'><session-token>Token-1</session-token></config-auth>");

        assertThat(((ClientMessage.Logout) message).sessionToken().reveal()).isEqualTo("Token-1");
    }

    /** OC8 names no version, an old Cisco client version 1. */
    @Test
    void agreesOnTheVersionThatTheClientKnows() throws Malformed {
        assertThat(read("<config-auth type='init'/>").dialect()).isEqualTo(Dialect.AGGREGATE_AUTH_2);
        assertThat(read("<config-auth type='init' aggregate-auth-version='1'/>").dialect())
                .isEqualTo(Dialect.AGGREGATE_AUTH_1);
    }

    @Test
    void readsThatAClientHasNoCertificate() throws Malformed {
        ClientMessage.Init init =
                (ClientMessage.Init) read("<config-auth type='init'><client-cert-fail/></config-auth>");

        assertThat(init.withoutCertificate()).isTrue();
    }

    @Test
    void readsWhatAClientCanDo() throws Malformed {
        ClientMessage.Init init = (ClientMessage.Init) read("""
                <config-auth type="init"><capabilities><auth-method>single-sign-on</auth-method>
                <auth-method> multiple-cert </auth-method></capabilities></config-auth>""");

        assertThat(init.client().capabilities()).containsExactly(Capability.MULTIPLE_CERTIFICATES);
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void readsASecretUnderEachNameThatClientsGiveIt(Field field) throws Malformed {
        ClientMessage.AuthReply reply = (ClientMessage.AuthReply)
                read("<config-auth type='auth-reply'><auth><%1$s>123456</%1$s></auth></config-auth>"
                        .formatted(field.wireName()));

        assertThat(reply.fields().secrets()).containsExactly(Map.entry(field, new Secret("123456")));
    }

    @Test
    void readsTheProofOfASecondCertificate() throws Malformed {
        ClientMessage.AuthReply reply = (ClientMessage.AuthReply) read("""
                <config-auth type="auth-reply"><session-token/><session-id/><auth>
                <client-cert-chain cert-store="1M"><client-cert-sent-via-protocol></client-cert-sent-via-protocol>
                </client-cert-chain>
                <client-cert-chain cert-store="1U">
                <client-cert cert-format="pkcs7">AQID
                BAUG</client-cert>
                <client-cert-auth-signature hash-algorithm-chosen="sha512">BwgJ</client-cert-auth-signature>
                </client-cert-chain></auth></config-auth>""");

        CertificateProof proof = reply.fields().certificate().orElseThrow();
        assertThat(proof.chain()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(proof.hash()).isEqualTo("sha512");
        assertThat(proof.signature()).containsExactly(7, 8, 9);
    }

    @Test
    void refusesAProofThatIsNotBase64() {
        assertThatThrownBy(() -> read("""
                <config-auth type="auth-reply"><auth><client-cert-chain>
                <client-cert>AAA</client-cert><client-cert-auth-signature>A</client-cert-auth-signature>
                </client-cert-chain></auth></config-auth>""")).isInstanceOf(Malformed.class);
    }

    @Test
    void tellsXmlByItsFirstByte() {
        assertThat(ClientMessages.looksLikeOne("\uFEFF \r\n<x/>".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(ClientMessages.looksLikeOne("username=<x>".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(ClientMessages.looksLikeOne(new byte[0])).isFalse();
    }

    @Test
    void showsNoPasswordWhenPrinted() throws Malformed {
        assertThat(read(AUTH_REPLY).toString()).doesNotContain("p<w");
    }

    @Test
    void takesMissingElementsForEmpty() throws Malformed {
        ClientMessage.AuthReply reply = (ClientMessage.AuthReply) read("<config-auth type='auth-reply'/>");

        assertThat(reply.fields().user()).isEmpty();
        assertThat(reply.fields().secrets()).isEmpty();
        assertThat(reply.handle()).isEmpty();
    }

    @Test
    void skipsWhatItDoesNotKnow() throws Malformed {
        ClientMessage message = read("""
                <config-auth type="init" x="y"><host-scan-reply><a><b/></a></host-scan-reply><mac-address-list>
                <mac-address public-interface="true">00-50-56-aa-bb-cc</mac-address></mac-address-list>
                <group-select>eng</group-select><phone-id/></config-auth>""");

        assertThat(((ClientMessage.Init) message).groupSelect()).contains("eng");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://vpn.example.net",
                "https://vpn.example.net/",
                "vpn.example.net",
                "",
                "::::",
                "https://[",
                "mailto:x"
            })
    void findsNoGroupInAUrlWithoutPath(String url) throws Malformed {
        ClientMessage message = read("<config-auth type='init'><group-access>" + url + "</group-access></config-auth>");

        assertThat(((ClientMessage.Init) message).groupPath().filter(path -> path.startsWith("/")))
                .isEmpty();
    }

    @Test
    void lastsForADeclarationThatIsNotWellFormed() throws Malformed {
        assertThat(read("<?xml version: \"1.0\" encoding=\"UTF-8\"?><config-auth type='init'/>"))
                .isInstanceOf(ClientMessage.Init.class);
        assertThat(read("\uFEFF \r\n<?xml version='1.0' encoding='UTF-16'?><config-auth type='init'/>"))
                .isInstanceOf(ClientMessage.Init.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<",
                "hello",
                "username=alice&password=x",
                "<?xml",
                "<?xml version='1.0'?>",
                "<config-auth/>",
                "<config-auth type='complete'/>",
                "<config-auth type='init'>",
                "<config-auth type='init'></config-aut>",
                "<other type='init'/>",
                "<config-auth type='init'/><config-auth type='init'/>",
                "<config-auth type='init'>&unknown;</config-auth>",
                "<config-auth type='init'>&#0;</config-auth>",
                "<config-auth type='init' type='init'/>",
                "<x:config-auth type='init'/>",
            })
    void refusesWhatNoClientSends(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(Malformed.class);
    }

    /** RT-35: whatever a document type declaration could do, it is not read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE config-auth><config-auth type='init'/>",
                "<!DOCTYPE config-auth SYSTEM 'file:///etc/passwd'><config-auth type='init'/>",
                "<!DOCTYPE c [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><config-auth type='init'><group-select>&x;</group-select></config-auth>",
                "<!DOCTYPE c [<!ENTITY x 'aa'>]><config-auth type='init'><group-select>&x;</group-select></config-auth>",
                "<!DOCTYPE c [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'>]><config-auth type='init'>&c;</config-auth>",
                "<!DOCTYPE c [<!ENTITY % p SYSTEM 'http://192.0.2.1/x'> %p;]><config-auth type='init'/>",
            })
    void refusesEveryDocumentTypeDeclaration(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> read(DECLARATION + body)).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesWhatGrowsBeyondItsBounds() {
        String deep = "<a>".repeat(20) + "</a>".repeat(20);
        String wide = "<a/>".repeat(600);
        String attributes = "<a" + " x%d='1'".repeat(40).formatted(numbers(40)) + "/>";
        String text = "<group-select>" + "x".repeat(70_000) + "</group-select>";
        String namespaces = "<a" + " xmlns:n%d='u'".repeat(300).formatted(numbers(300)) + "/>";
        for (String inside : new String[] {deep, wide, attributes, text, namespaces}) {
            assertThatThrownBy(() -> read("<config-auth type='init'>" + inside + "</config-auth>"))
                    .as(inside.substring(0, 20))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] body = INIT.getBytes(StandardCharsets.UTF_8);
        body[80] = (byte) 0xFF;

        assertThatThrownBy(() -> ClientMessages.read(body)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> ClientMessages.read(INIT.getBytes(StandardCharsets.UTF_16)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void refusesADocumentCutAnywhere() {
        byte[] body = AUTH_REPLY.strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> ClientMessages.read(cut))
                    .as("length %d", length)
                    .isInstanceOf(Malformed.class);
        }
    }

    private static ClientMessage read(String body) throws Malformed {
        return ClientMessages.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Object[] numbers(int count) {
        Object[] numbers = new Object[count];
        Arrays.setAll(numbers, i -> i);
        return numbers;
    }
}
