package io.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.KeyFormat;
import io.sallyport.testcerts.TestAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code check} reads the profiles for clients, too. */
class CheckCommandTest {
    private static final String GOOD = """
            <AnyConnectProfile xmlns="http://schemas.xmlsoap.org/encoding/">
              <ServerList><HostEntry><HostName>Office</HostName><HostAddress>vpn.example.test</HostAddress></HostEntry></ServerList>
            </AnyConnectProfile>
            """;

    @TempDir
    private static Path directory;

    private static Path configuration;

    @BeforeAll
    static void writeConfiguration() throws Exception {
        Credential server = TestAuthority.create("Check").server("vpn.example.test");
        server.writeChain(directory.resolve("server.pem"));
        server.writeKey(directory.resolve("server-key.pem"), new KeyFormat.Pkcs8());
        configuration = Files.writeString(directory.resolve("sallyport.yaml"), """
                tls: {identities: [{certificate: server.pem, key: server-key.pem}]}
                network: {ipv4: 192.0.2.0/24}
                profiles: [{name: staff, policy: office}]
                policies: {office: {client-profile: office.xml}}
                downloads: {profiles: {office.xml: office.xml}}
                """);
    }

    @Test
    void isContentWithAGoodProfile() throws IOException {
        assertThat(check(GOOD)).isEqualTo("0\n" + configuration + ": ok\n");
    }

    @Test
    void showsWhereAProfileIsMistaken() throws IOException {
        assertThat(check(GOOD.replace("<HostName>Office</HostName>", "")))
                .isEqualTo("78\n" + directory + "/office.xml:2:15: AnyConnectProfile.ServerList.HostEntry.HostName:"
                        + " found nothing, expected the HostName of a gateway\n");
    }

    @Test
    void showsWhereAProfileIsNoXml() throws IOException {
        assertThat(check(GOOD.replace("</ServerList>", "")))
                .startsWith("78\n" + directory + "/office.xml:3:3: (file): found ");
    }

    @Test
    void onlyWarnsOfElementsThatItDoesNotKnow() throws IOException {
        assertThat(check(GOOD.replace("<ServerList>", "<ServerList><NewInVersion6/>")))
                .isEqualTo("0\n" + directory + "/office.xml:2:15: AnyConnectProfile.ServerList.NewInVersion6: found an"
                        + " element that this version does not know, expected one that clients know (a warning)\n"
                        + configuration + ": ok\n");
    }

    @Test
    @Requirement(122)
    void withoutAProfileThatIsNamedNothingStarts() throws IOException {
        Files.deleteIfExists(directory.resolve("office.xml"));

        assertThat(Sallyport.run("serve", "--config", configuration.toString())).isEqualTo(78);
        assertThat(run())
                .isEqualTo("78\n" + configuration + ":5:36: downloads.profiles.office.xml: found \"office.xml\","
                        + " expected a file that exists (" + directory + "/office.xml does not)\n");
    }

    private static String check(String profile) throws IOException {
        Files.writeString(directory.resolve("office.xml"), profile);
        return run();
    }

    /** Exit code and output. */
    private static String run() {
        StringWriter out = new StringWriter();
        int exit = new CommandLine(new CheckCommand())
                .setOut(new PrintWriter(out))
                .execute("--config", configuration.toString());
        return exit + "\n" + out;
    }
}
