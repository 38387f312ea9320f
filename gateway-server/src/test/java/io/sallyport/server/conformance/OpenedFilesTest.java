package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.Eventually;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * RT-03: what the kernel has seen of this process, while strangers ask for files in every way that has ever worked somewhere.
 * strace writes down each call that takes a path.
 */
class OpenedFilesTest {
    private static final Pattern PATH = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final byte[] PROFILE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <AnyConnectProfile xmlns="http://schemas.xmlsoap.org/encoding/"><ServerList/></AnyConnectProfile>
            """.getBytes(StandardCharsets.UTF_8);

    private static final List<String> PATHS = List.of(
            "/etc/passwd",
            "/../../../../etc/passwd",
            "//../../etc/passwd",
            "/profiles/../../etc/passwd",
            "/profiles/%2e%2e/%2e%2e/etc/passwd",
            "/profiles/%252e%252e/etc/passwd",
            "/profiles/..;/..;/etc/passwd",
            "/profiles/..\\..\\etc\\passwd",
            "/profiles/\u00c0\u00ae\u00c0\u00ae/etc/passwd",
            "/profiles/office.xml%00/../../etc/passwd",
            "/profiles//etc/passwd",
            "/profiles/" + "a/".repeat(100) + "etc/passwd",
            "/CACHE/stc/profiles%2F..%2F..%2Fetc%2Fpasswd",
            "/CACHE/stc/1/binaries/../../etc/passwd",
            "/1/binaries/etc/passwd",
            "/+CSCOU+/../+CSCOE+/files/file_list.json?path=/etc/passwd",
            "/+CSCOT+/translation-table?type=mst&textdomain=/etc/passwd&default-language&lang=../",
            "/+CSCOT+/oem-customization?app=AnyConnect&type=oem&platform=..&resource-type=..&name=/etc/passwd",
            "/+CSCOE+/session_password.html",
            "/+CSCOU+//../+CSCOE+/files/file_action.html?mode=upload&path=/etc/passwd",
            "file:///etc/passwd",
            "https://vpn.example.net/etc/passwd");

    private static final List<String> HEADERS = List.of(
            "Cookie: token=../../etc/passwd",
            "Cookie: webvpn=../../etc/passwd",
            "Cookie: webvpncontext=/etc/passwd",
            "Cookie: webvpnc=fu:/etc/passwd",
            "Referer: file:///etc/passwd",
            "If-None-Match: /etc/passwd",
            "User-Agent: ../../etc/passwd",
            "X-AnyConnect-Identifier-Platform: ../../etc/passwd",
            "Accept-Language: ../../etc/passwd",
            "Host: ../../etc/passwd");

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard()
            .withFile("office.xml", PROFILE)
            .with("downloads", "{profiles: {office.xml: office.xml}}")
            .with("policies", "{office: {client-profile: office.xml, simultaneous-sessions: 0}}");

    @TempDir
    private Path directory;

    @Test
    void rt03NothingThatAStrangerNamesIsOpened() throws Exception {
        everyRequest(); // what is loaded for the first time is not what this is about
        Path seen = directory.resolve("strace");
        Process strace = trace(seen);
        try {
            Eventually.holds("the trace has begun", () -> {
                assumeAlive(strace);
                return isSeen("/sallyport-begins", seen);
            });

            everyRequest();

            Eventually.holds("the trace has seen it all", () -> isSeen("/sallyport-ends", seen));
        } finally {
            strace.destroy();
            strace.waitFor(10, TimeUnit.SECONDS);
        }
        List<String> calls = text(seen).lines().toList();

        assertThat(calls).noneMatch(call -> call.contains("passwd"));
        assertThat(calls.stream().filter(OpenedFilesTest::changes)).isEmpty();
        assertThat(calls.stream().flatMap(OpenedFilesTest::paths).filter(path -> !isAllowed(path, seen)))
                .isEmpty();
    }

    /** Attached to this process; stops of itself when it ends. */
    private static Process trace(Path seen) throws Exception {
        long pid = ProcessHandle.current().pid();
        try {
            return new ProcessBuilder(
                            "strace",
                            "-f",
                            "-qq",
                            "-s",
                            "4096",
                            "-e",
                            "trace=%file",
                            "-o",
                            seen.toString(),
                            "-p",
                            "" + pid)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            notRun("strace is missing");
            throw e;
        }
    }

    private static void assumeAlive(Process strace) {
        if (!strace.isAlive()) {
            notRun("strace may not look at this process");
        }
    }

    /** Looks for a file that is not there, and whether that was seen. */
    private static boolean isSeen(String name, Path seen) throws IOException {
        assertThat(Path.of(name)).doesNotExist();
        return Files.exists(seen) && text(seen).contains(name);
    }

    private static void notRun(String why) {
        System.out.println("NOT RUN: OpenedFilesTest because " + why);
        assumeTrue(false, why);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static void everyRequest() throws IOException {
        String cookie = "Cookie: webvpn=" + gateway.signIn();
        for (String path : PATHS) {
            for (HttpRequest request : List.of(
                    HttpRequest.get(path),
                    HttpRequest.get(path, cookie),
                    HttpRequest.post(path, ConfigAuth.init()),
                    HttpRequest.post(
                            path,
                            ConfigAuth.init(
                                    "<group-access>https://x" + path.replace("&", "&amp;") + "</group-access>")),
                    HttpRequest.post(path, "username=" + path + "&password=" + path),
                    HttpRequest.connect(path, cookie))) {
                gateway.ask(request);
            }
        }
        for (String header : HEADERS) {
            gateway.ask(HttpRequest.get("/+CSCOE+/session_password.html", header));
            gateway.ask(HttpRequest.get("/profiles/office.xml", header));
            gateway.ask(HttpRequest.post("/", ConfigAuth.init()).with(header));
        }
        for (String document : List.of(
                "<!DOCTYPE c SYSTEM 'file:///etc/passwd'><config-auth type='init'/>",
                "<!DOCTYPE c [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><config-auth type='init'><group-select>&x;</group-select></config-auth>",
                "<!DOCTYPE c [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><config-auth type='init'/>",
                "<config-auth type='init' xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///etc/passwd'/></config-auth>",
                ConfigAuth.init(ConfigAuth.groupSelect("../../etc/passwd")),
                ConfigAuth.replyWithoutHandle("../../etc/passwd", "../../etc/passwd"),
                ConfigAuth.logout("../../etc/passwd"))) {
            gateway.ask(HttpRequest.post("/", document));
        }
    }

    private static boolean changes(String call) {
        return Stream.of(
                        "unlink",
                        "rename",
                        "mkdir",
                        "rmdir",
                        "chmod",
                        "chown",
                        "symlink",
                        "truncate",
                        "O_WRONLY",
                        "O_RDWR",
                        "O_CREAT")
                .anyMatch(call::contains);
    }

    private static Stream<String> paths(String call) {
        List<String> paths = new ArrayList<>();
        Matcher quoted = PATH.matcher(call);
        while (quoted.find()) {
            paths.add(quoted.group(1));
        }
        return paths.stream();
    }

    /** What the test itself looks at, the configured directory, what the JVM is made of, and what the kernel says of itself. */
    private static boolean isAllowed(String path, Path seen) {
        return path.isEmpty() // an open file, looked at again
                || path.startsWith("/sallyport-")
                || path.equals(seen.toString())
                || path.startsWith(gateway.file("").toString())
                || path.startsWith(System.getProperty("java.home"))
                || path.startsWith("/proc/")
                || path.startsWith("/sys/")
                || path.equals("/dev/random")
                || path.equals("/dev/urandom")
                || Stream.of("java.class.path", "jdk.module.path")
                        .map(name -> System.getProperty(name, ""))
                        .flatMap(all -> Stream.of(all.split(File.pathSeparator, -1)))
                        .anyMatch(entry -> !entry.isEmpty() && path.startsWith(entry));
    }
}
