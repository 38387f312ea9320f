package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Deadline;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.EachRelease;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * openconnect with a profile of its own ({@code --xmlconfig}): it compares the hash that it is told after the sign-in with that of
 * its file, and fetches the profile when they differ.
 */
@NeedsLab(programs = "openconnect")
class ClientProfileIT {
    private static final String FETCHED = "Downloaded new XML profile";
    private static final String UP_TO_DATE = "Not downloading XML profile because SHA1 already matches";

    @TempDir
    private static Path directory;

    private static Path profile;
    private static Site site;

    @BeforeAll
    static void open() throws IOException {
        profile = Files.writeString(directory.resolve("office.xml"), profile("at first"));
        site = Site.open(
                configuration -> configuration
                        .replace("    banner:", "    client-profile: office.xml\n    banner:")
                        .concat("downloads: {profiles: {office.xml: " + profile + "}}\n"),
                ALICE);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @EachRelease
    void fetchesTheProfileAndFetchesItAgainWhenItHasChanged(DebianRelease release) throws Exception {
        Path kept = site.topology().directory().resolve("kept-" + release + ".xml");

        Output first = signIn(release, kept);
        assertThat(first.err()).contains(FETCHED);
        assertThat(kept).hasSameBinaryContentAs(profile);
        assertThat(sha1(kept)).isEqualTo(announced(first));

        Output second = signIn(release, kept);
        assertThat(second.err()).contains(UP_TO_DATE).doesNotContain(FETCHED);

        String before = sha1(profile);
        Files.writeString(profile, profile("since " + release));
        AtomicReference<Output> third = new AtomicReference<>(second);
        Deadline.in(SOON).await("a new hash", () -> {
            third.set(signIn(release, kept));
            return !announced(third.get()).equals(before);
        });

        assertThat(third.get().err()).contains(FETCHED);
        assertThat(kept).hasSameBinaryContentAs(profile);
        assertThat(sha1(kept)).isEqualTo(announced(third.get()));
        site.restart();
        assertThat(signIn(release, kept).err()).contains(UP_TO_DATE).doesNotContain(FETCHED);
    }

    /** Signs in and ends; what was said to the gateway, and by it, is in the output. */
    private static Output signIn(DebianRelease release, Path kept) {
        return site.client(release)
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
