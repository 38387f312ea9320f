package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.EachRelease;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The answer to CONNECT as a real client has read it: openconnect compares the names of headers with case. */
@NeedsLab(programs = "openconnect")
class HeadersIT {
    /** Lines of {@code --dump-http-traffic -vvv} of either version. */
    private static final Pattern HEADER = Pattern.compile("^(?:< )?(X-(?:CSTP|DTLS|DTLS12)-[^:\\s]*): ?(.*)$");

    /** Spelled as Cisco's own headend does, and as clients compare them; others would be mistakes. */
    private static final Set<String> SPELLINGS = Set.of(
            "X-CSTP-Version",
            "X-CSTP-Protocol",
            "X-CSTP-Server-Name",
            "X-CSTP-Hostname",
            "X-CSTP-Address",
            "X-CSTP-Netmask",
            "X-CSTP-Address-IP6",
            "X-CSTP-DNS",
            "X-CSTP-DNS-IP6",
            "X-CSTP-NBNS",
            "X-CSTP-Default-Domain",
            "X-CSTP-Split-DNS",
            "X-CSTP-Tunnel-All-DNS",
            "X-CSTP-Split-Include",
            "X-CSTP-Split-Include-IP6",
            "X-CSTP-Split-Exclude",
            "X-CSTP-Split-Exclude-IP6",
            "X-CSTP-MTU",
            "X-CSTP-Base-MTU",
            "X-DTLS-MTU",
            "X-CSTP-DPD",
            "X-CSTP-Keepalive",
            "X-DTLS-DPD",
            "X-DTLS-Keepalive",
            "X-CSTP-Idle-Timeout",
            "X-CSTP-Disconnected-Timeout",
            "X-CSTP-Session-Timeout",
            "X-CSTP-Session-Timeout-Remaining",
            "X-CSTP-Session-Timeout-Alert-Interval",
            "X-CSTP-Lease-Duration",
            "X-CSTP-Keep",
            "X-CSTP-Rekey-Time",
            "X-CSTP-Rekey-Method",
            "X-DTLS-Rekey-Time",
            "X-DTLS-Rekey-Method",
            "X-CSTP-TCP-Keepalive",
            "X-CSTP-Smartcard-Removal-Disconnect",
            "X-CSTP-MSIE-Proxy-Lockdown",
            "X-CSTP-MSIE-Proxy-PAC-URL",
            "X-CSTP-License",
            "X-CSTP-Quarantine",
            "X-CSTP-Routing-Filtering-Ignore",
            "X-CSTP-Disable-Always-On-VPN",
            "X-CSTP-Client-Bypass-Protocol",
            "X-CSTP-DynDNS",
            "X-CSTP-Banner",
            "X-CSTP-Content-Encoding",
            "X-DTLS-Content-Encoding",
            "X-CSTP-Post-Auth-XML",
            "X-DTLS-Session-ID",
            "X-DTLS-App-ID",
            "X-DTLS-Port",
            "X-DTLS-CipherSuite",
            "X-DTLS12-CipherSuite");

    /** One value a line. */
    private static final Set<String> LISTS = Set.of(
            "X-CSTP-DNS",
            "X-CSTP-DNS-IP6",
            "X-CSTP-NBNS",
            "X-CSTP-Split-DNS",
            "X-CSTP-Split-Include",
            "X-CSTP-Split-Include-IP6",
            "X-CSTP-Split-Exclude",
            "X-CSTP-Split-Exclude-IP6");

    private static Site site;

    @BeforeAll
    static void open() {
        site = Site.open(ALICE);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @EachRelease
    void everyHeaderComesOnceAndSpelledAsClientsCompareIt(DebianRelease release) {
        List<String> names = names(answerToConnect(release));

        assertThat(names).isSubsetOf(SPELLINGS);
        assertThat(names.stream().filter(name -> !LISTS.contains(name))).doesNotHaveDuplicates();
        assertThat(names)
                .contains(
                        "X-CSTP-Version",
                        "X-CSTP-Address",
                        "X-CSTP-Netmask",
                        "X-CSTP-Address-IP6",
                        "X-CSTP-DNS",
                        "X-CSTP-Default-Domain",
                        "X-CSTP-Split-Include",
                        "X-CSTP-Split-Include-IP6",
                        "X-CSTP-MTU",
                        "X-CSTP-Base-MTU",
                        "X-CSTP-DPD",
                        "X-CSTP-Keepalive",
                        "X-CSTP-Idle-Timeout",
                        "X-CSTP-Session-Timeout",
                        "X-CSTP-Disconnected-Timeout",
                        "X-CSTP-Rekey-Time",
                        "X-CSTP-Rekey-Method",
                        "X-CSTP-Banner");
    }

    /** All that the client has written of what followed the positive answer, up to the tunnel. */
    private static String answerToConnect(DebianRelease release) {
        try (Openconnect client = site.client(release)
                .user(ALICE)
                .option("--dump-http-traffic")
                .option("-vvv")
                .connect(SOON)) {
            String said = client.process().output();
            return said.substring(said.indexOf("Got CONNECT response: HTTP/1.1 200"));
        }
    }

    private static List<String> names(String answer) {
        return answer.lines()
                .map(HEADER::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .toList();
    }
}
