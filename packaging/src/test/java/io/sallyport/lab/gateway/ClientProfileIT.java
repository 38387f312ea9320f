package io.sallyport.lab.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Credentials;
import io.sallyport.lab.Deadline;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.GatewaySetup;
import io.sallyport.lab.Headend;
import io.sallyport.lab.Identity;
import io.sallyport.lab.LabProgram;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.Output;
import io.sallyport.lab.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * openconnect with a profile of its own ({@code --xmlconfig}): it compares the hash that it is told after the sign-in with that of
 * its file, and fetches the profile when they differ.
 */
class ClientProfileIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Credentials ALICE = new Credentials("alice", "wonderland & <7>");
    private static final String FETCHED = "Downloaded new XML profile";
    private static final String UP_TO_DATE = "Not downloading XML profile because SHA1 already matches";

    private static Topology topology;
    private static Path profile;
    private static Headend headend;

    @BeforeAll
    static void start() throws IOException {
        topology = Topology.create();
        profile = Files.writeString(topology.directory().resolve("office.xml"), profile("at first"));
        GatewaySetup setup =
                new GatewaySetup(LabProgram.builtImage(), topology.directory(), Identity.make(topology.directory()));
        String configuration = setup.configuration()
                .replace("    banner:", "    client-profile: office.xml\n    banner:")
                .concat("downloads: {profiles: {office.xml: office.xml}}\n");
        headend = setup.write(configuration, List.of(ALICE)).start(topology);
    }

    @AfterAll
    static void stop() {
        headend.close();
        topology.close();
    }

    @ParameterizedTest
    @EnumSource
    void fetchesTheProfileAndFetchesItAgainWhenItHasChanged(DebianRelease release) throws Exception {
        Path kept = topology.directory().resolve("kept-" + release + ".xml");

        Output first = signIn(release, kept);
        assertThat(first.err()).contains(FETCHED);
        assertThat(kept).hasSameBinaryContentAs(profile);
        assertThat(sha1(kept)).isEqualTo(announced(first));

        Output second = signIn(release, kept);
        assertThat(second.err()).contains(UP_TO_DATE).doesNotContain(FETCHED);

        String before = sha1(profile);
        Files.writeString(profile, profile("since " + release));
        Deadline.in(SOON)
                .await("a new hash", () -> !announced(signIn(release, kept)).equals(before));

        assertThat(kept).hasSameBinaryContentAs(profile);
        assertThat(signIn(release, kept).err()).contains(UP_TO_DATE).doesNotContain(FETCHED);
    }

    /** Signs in and ends; what was said to the gateway, and by it, is in the output. */
    private static Output signIn(DebianRelease release, Path kept) {
        return Openconnect.in(topology, topology.client1())
                .of(release)
                .to(headend)
                .user(ALICE)
                .option("-vv")
                .option("--dump-http-traffic")
                .option("--xmlconfig=" + kept)
                .option("--authenticate")
                .run(SOON)
                .orFail();
    }

    private static String announced(Output output) {
        Matcher hash =
                Pattern.compile("<hash type=\"sha1\">([0-9A-F]{40})</hash>").matcher(output.err());
        assertThat(hash.find()).as(output.toString()).isTrue();
        return hash.group(1);
    }

    private static String sha1(Path file) throws IOException, NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file));
        return HexFormat.of().withUpperCase().formatHex(digest);
    }

    private static String profile(String name) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <AnyConnectProfile xmlns="http://schemas.xmlsoap.org/encoding/">
                  <ServerList>
                    <HostEntry><HostName>Lab %s</HostName><HostAddress>vpn.example.test</HostAddress></HostEntry>
                  </ServerList>
                </AnyConnectProfile>
                """.formatted(name);
    }
}
