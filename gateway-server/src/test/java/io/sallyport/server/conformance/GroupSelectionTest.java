package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.ConfigAuth.groupSelect;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import io.sallyport.server.testkit.XmlReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter C of the checklist. */
class GroupSelectionTest {
    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.standard().with("profiles", """
                    [{name: profile-a, alias: a, policy: office}, {name: profile-b, alias: b, default: true, policy: office},
                     {name: profile-c, alias: c, policy: lab}, {name: profile-x, alias: x, hidden: true, policy: lab}]""").with("policies", """
                    {office: {simultaneous-sessions: 0, split-include: [10.1.0.0/16]},
                     lab: {simultaneous-sessions: 0, split-include: [10.2.0.0/16]}}""");

    @Test
    @Requirement(55)
    void aClientThatNamesItsUrlGetsTheForm() throws Exception {
        assertThat(initWith("<group-access>https://vpn.example.net/</group-access>")
                        .hasForm())
                .isTrue();
    }

    @Test
    @Requirement(56)
    void aClientThatNamesNoneGetsTheForm() throws Exception {
        assertThat(initWith().hasForm()).isTrue();
    }

    @Test
    @Requirement({57, 58, 68})
    void allVisibleGroupsAreListedAndTheDefaultIsSelected() throws Exception {
        XmlReply form = gateway.form();

        assertThat(form.count("//select[@name='group_list']")).isEqualTo(1);
        assertThat(form.groups()).containsExactly("a", "b", "c");
        assertThat(form.count("//option[@selected]")).isEqualTo(1);
        assertThat(form.selectedGroup()).isEqualTo("b");
    }

    @Test
    @Requirement(59)
    void theOpaquePartNamesTheSelectedProfile() throws Exception {
        assertOpaque(gateway.form(), "profile-b", "b");
    }

    @Test
    @Requirement(60)
    void theFormAsksForNameAndPassword() throws Exception {
        XmlReply form = gateway.form();

        assertThat(form.count("/config-auth/version[@who='sg']")).isEqualTo(1);
        assertThat(form.count("//input[@name='username'][@type='text']")).isEqualTo(1);
        assertThat(form.count("//input[@name='password'][@type='password']")).isEqualTo(1);
    }

    @Test
    @Requirement(61)
    void anOptionsValueIsItsText() throws Exception {
        assertThat(gateway.form().count("//option[@value=string(.)][normalize-space(.)=string(.)]"))
                .isEqualTo(3);
    }

    @Test
    @Requirement(62)
    void anotherGroupIsPickedByASecondInit() throws Exception {
        HttpConnection connection = gateway.connect();
        pick(connection, "a");

        XmlReply form = pick(connection, "c");

        assertThat(form.selectedGroup()).isEqualTo("c");
        assertOpaque(form, "profile-c", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "C", "profile-c", "Profile-C", " c "})
    @Requirement(63)
    void aGroupIsFoundByLabelOrNameInAnyLetterCase(String text) throws Exception {
        XmlReply form = gateway.form(groupSelect(text));

        assertThat(form.selectedGroup()).isEqualTo("c");
        assertThat(form.error()).isEmpty();
    }

    /** RT-10: not even the name of a profile that is there, but hidden, makes a difference to one that is not. */
    @ParameterizedTest
    @ValueSource(strings = {"nosuch", "DefaultL2LGroup", "../a", "a'b\"<>"})
    @Requirement(64)
    void anUnknownGroupGetsTheDefaultFormAndAnError(String text) throws Exception {
        HttpReply reply = gateway.ask(HttpRequest.post("/", ConfigAuth.init(groupSelect(text))));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.xml().selectedGroup()).isEqualTo("b");
        assertThat(reply.xml().error()).isEqualTo("Unknown group.");
    }

    @Test
    @Requirement(65)
    void anyNumberOfChangesIsAnswered() throws Exception {
        HttpConnection connection = gateway.connect();
        for (String group : "c a b c a b".split(" ", -1)) {
            assertThat(pick(connection, group).selectedGroup()).isEqualTo(group);
        }
    }

    @Test
    @Requirement(67)
    void theGroupOfTheReplyCounts() throws Exception {
        String handle = gateway.form(groupSelect("a")).handle();

        HttpReply reply = gateway.ask(HttpRequest.post(
                "/", ConfigAuth.reply(handle, TestGateway.USER, TestGateway.PASSWORD, groupSelect("c"))));

        try (Tunnel tunnel = gateway.tunnel(reply.cookieValue("webvpn"))) {
            assertThat(tunnel.reply().all("X-CSTP-Split-Include")).containsExactly("10.2.0.0/255.255.0.0");
            assertThat(gateway.session(tunnel.ipv4()).path("profile").asString())
                    .isEqualTo("profile-c");
        }
    }

    private static XmlReply pick(HttpConnection connection, String group) throws Exception {
        return connection
                .send(HttpRequest.post("/", ConfigAuth.init(groupSelect(group))))
                .xml();
    }

    private static XmlReply initWith(String... elements) throws Exception {
        return gateway.ask(HttpRequest.post("/", ConfigAuth.bareInit(elements))).xml();
    }

    private static void assertOpaque(XmlReply form, String name, String alias) {
        assertThat(form.at("/config-auth/opaque/tunnel-group")).isEqualTo(name);
        assertThat(form.at("/config-auth/opaque/group-alias")).isEqualTo(alias);
    }
}
