package io.sallyport.config;

import static io.sallyport.config.ConfigDirectory.MINIMAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the schema and the reader together: an editor shall not underline what the gateway takes, nor miss what it refuses. */
class SchemaTest {
    private static final PublishedSchema SCHEMA = new PublishedSchema();

    @TempDir
    private Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeDirectory() {
        directory = new ConfigDirectory(temporary);
    }

    @Test
    void knowsTheKeysThatTheReaderKnows() {
        SortedMap<String, SortedSet<String>> sections = SCHEMA.keysBySection();

        assertThat(sections)
                .containsKeys("", "listen[0]", "tls.client-certificates", "policies.office.rekey", "limits");
        assertThat(keysOfTheReader(sections)).isEqualTo(sections);
    }

    @Test
    void takesTheLeastThatIsAConfiguration() {
        assertThat(SCHEMA.problems(MINIMAL)).isEmpty();
        assertThat(directory.read(MINIMAL)).isInstanceOf(ConfigResult.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listen: [{}]",
                "listen: [{address: 0.0.0.0, port: 0, udp-port: 0, proxy-protocol: false, trusted-proxies: []}]",
                "listen: [{address: '2001:db8::1', port: 65535}]",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], versions: [TLSv1.3]}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], client-certificates: {request: never}}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], cisco-compat: true,"
                        + " client-certificates: {request: required, authorities: clients-ca.pem}}",
                "dtls: {versions: [DTLSv1.2, DTLSv1.0, DTLSv0.9], hello-verify: true}",
                "policies: {office: {compression: true}}",
                "limits: {dtls-handshakes: 1, dtls-handshake-time: 5s}",
                "store: {url: 'jdbc:h2:mem:test'}",
                "store: {url: 'jdbc:postgresql://db.example.test/sallyport'}",
                "network: {ipv4: 10.0.0.0/8, nat: none}",
                "network: {ipv6: '2001:db8:77::/120', device: tun-x_1.0}",
                "network: {ipv4: 10.0.0.0/8, offload: tso-ecn, nap: 0s}",
                "policies: {office: {rate: {down: 50Mbit, up: 500kbit}}}",
                "policies: {office: {rate: {up: 10Gbit}}}",
                "profiles: [{name: Gäste, policy: office, url: /guests/a.b_c~d-e}]",
                "profiles: [{name: a, policy: office, hidden: true, default: true, members: [b c], authenticate: [local]}]",
                "profiles: [{name: a, policy: office, url: /authentication}]",
                "policies: {office: {banner: \"a\\nb\", default-domain: a.test, split-dns: [a-b.test, x]}}",
                "policies: {office: {default-domain: [a.test, b.test], dns: ['::1', 192.0.2.1]}}",
                "policies: {office: {dpd: 0s, keepalive: 1h, rekey: {after: 60000ms, method: new-tunnel}, mtu: 576}}",
                "policies: {office: {split-include: [0.0.0.0/0, '::/0'], split-exclude: [0.0.0.0/32], compression: false, allow: []}}",
                "downloads: {}",
                "downloads: {profiles: {}, packages: no/such/directory}",
                "downloads: {profiles: {office.xml: office.xml, Guests-1.0_b.xml: office.xml}}",
                "control: {socket: a}",
                "metrics: {address: '::1', port: 0}",
                "profiles: [{name: a, policy: office, authenticate: [local, totp]}]",
                "passwords: {min-length: 128, max-age: 90d}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}],"
                        + " client-certificates: {crl: [server.pem], user-from: 'SAN:email', group-from: O,"
                        + " ocsp: {mode: soft-fail, responder: 'https://a.test:8443/ocsp', timeout: 1s}}}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], client-certificates: {crl: server.pem}}",
                "bans: {after: 0, for: 1s, forget: 1d, trusted: ['2001:db8::/32']}",
                "drain: 500ms",
                "limits: {header-size: 2048, body-size: 1MiB, password-checks: 0, handshake-time: 100ms}",
                "limits: {header-size: '2048'}"
            })
    void takesWhatTheReaderTakes(String section) {
        String text = with(section);

        assertThat(directory.valid(text)).isNotNull();
        assertThat(SCHEMA.problems(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listen: []",
                "listen: {port: 443}",
                "listen: [{port: '443'}]",
                "listen: [{port: 65536}]",
                "listen: [{address: localhost}]",
                "listen: [{udp-port: 65536}]",
                "listen: [{proxy-protocol: true}]",
                "listen: [{trusted-proxies: [192.0.2.0/24]}]",
                "tls: {}",
                "tls: {identities: []}",
                "tls: {identities: [{certificate: server.pem}]}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], versions: []}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], versions: [TLSv1.1]}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], versions: [TLSv1.3, TLSv1.3]}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], cisco-compat: yes}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], client-certificates: {request: always}}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], client-certificates: {request: optional}}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], client-certificates: {crl: 5}}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], client-certificates: {user-from: cn}}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], client-certificates: {group-from: CN}}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}], client-certificates: {ocsp: {mode: on}}}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}],"
                        + " client-certificates: {ocsp: {responder: 'ldap://a/'}}}",
                "tls: {identities: [{certificate: server.pem, key: server-key.pem}],"
                        + " client-certificates: {ocsp: {responder: 'http:///x'}}}",
                "store: {url: 'jdbc:mysql://db/sallyport'}",
                "store: {url: 5}",
                "store: ~",
                "network: {}",
                "network: {ipv4: 192.0.2.0/31}",
                "network: {ipv4: 192.0.2.0}",
                "network: {ipv4: '2001:db8::/64'}",
                "network: {ipv6: '2001:db8::/121'}",
                "network: {ipv4: 192.0.2.0/24, device: sixteen-letters-}",
                "network: {ipv4: 192.0.2.0/24, nat: snat}",
                "network: {ipv4: 192.0.2.0/24, offload: tso_ecn}",
                "network: {ipv4: 192.0.2.0/24, nap: 50}",
                "policies: {office: {rate: 50Mbit}}",
                "policies: {office: {rate: {down: 50}}}",
                "policies: {office: {rate: {down: 50mbit}}}",
                "policies: {office: {rate: {sideways: 50Mbit}}}",
                "profiles: []",
                "profiles: [staff]",
                "profiles: [{name: staff}]",
                "profiles: [{name: 7, policy: office}]",
                "profiles: [{name: '50%', policy: office}]",
                "profiles: [{name: ' staff', policy: office}]",
                "profiles: [{name: '', policy: office}]",
                "profiles: [{name: staff, policy: office, url: staff}]",
                "profiles: [{name: staff, policy: office, url: /auth/x}]",
                "profiles: [{name: staff, policy: office, url: /1}]",
                "profiles: [{name: staff, policy: office, default: 'true'}]",
                "profiles: [{name: staff, policy: office, authenticate: []}]",
                "profiles: [{name: staff, policy: office, authenticate: local}]",
                "profiles: [{name: staff, policy: office, authenticate: [radius]}]",
                "profiles: [{name: staff, policy: office, authenticate: [local, local]}]",
                "profiles: [{name: staff, policy: office, authenticate: [totp]}]",
                "passwords: {min-length: 0}",
                "passwords: {max-age: 90}",
                "policies: {}",
                "policies: {'50%': {}, office: {}}",
                "policies: {office: []}",
                "policies: {office: {mtu: 575}}",
                "policies: {office: {mtu: 1406.5}}",
                "policies: {office: {dpd: 30}}",
                "policies: {office: {dpd: 500ms}}",
                "policies: {office: {dns: 192.0.2.1}}",
                "policies: {office: {split-include: [192.0.2.1]}}",
                "policies: {office: {default-domain: a..test}}",
                "policies: {office: {dtls: 1}}",
                "policies: {office: {compression: lzs}}",
                "dtls: {versions: []}",
                "dtls: {versions: [DTLSv1.3]}",
                "dtls: {hello-verify: 1}",
                "limits: {dtls-handshakes: 0}",
                "policies: {office: {allow: [tcp]}}",
                "policies: {office: {client-profile: 7}}",
                "policies: {office: {rekey: {method: ssl}}}",
                "policies: {office: {rekey: 24h}}",
                "downloads: []",
                "downloads: {profiles: [office.xml]}",
                "downloads: {profiles: {office.txt: office.xml}}",
                "downloads: {profiles: {a/office.xml: office.xml}}",
                "downloads: {profiles: {.office.xml: office.xml}}",
                "downloads: {profiles: {office.xml: 7}}",
                "downloads: {packages: 7}",
                "control: {socket: ''}",
                "metrics: {port: -1}",
                "bans: {after: 5}",
                "bans: {for: 5}",
                "drain: 10",
                "drain: 1h30m",
                "limits: {strangers: 0}",
                "limits: {header-size: 16KB}",
                "limits: {header-size: -1}",
                "unknown: 1"
            })
    void refusesWhatTheReaderRefuses(String section) {
        String text = with(section);

        assertThat(directory.problems(text)).isNotEmpty();
        assertThat(SCHEMA.problems(text)).isNotEmpty();
    }

    /** The reader names the keys that it knows when it meets one that it does not: so every section is given one. */
    private SortedMap<String, SortedSet<String>> keysOfTheReader(SortedMap<String, SortedSet<String>> sections) {
        String unknown = "no-such-key";
        StringBuilder text = new StringBuilder();
        open(text, "", sections, unknown);
        SortedMap<String, SortedSet<String>> keys = new TreeMap<>();
        for (String problem : directory.problems(text.toString())) {
            String key = problem.split(": ", 3)[1];
            if (key.endsWith(unknown)) {
                String section = key.equals(unknown) ? "" : key.substring(0, key.length() - unknown.length() - 1);
                String expected = problem.substring(problem.indexOf("expected ") + "expected ".length());
                keys.put(
                        section,
                        new TreeSet<>(
                                Arrays.asList(expected.replace("one of ", "").split(", ", -1))));
            }
        }
        return keys;
    }

    /** Writes the section at {@code path} and those in it, each with an unknown key. */
    private static void open(
            StringBuilder text, String path, SortedMap<String, SortedSet<String>> sections, String unknown) {
        text.append('{').append(unknown).append(": 1");
        String prefix = path.isEmpty() ? "" : path + ".";
        for (String key : sections.getOrDefault(path, new TreeSet<>())) {
            boolean list = sections.containsKey(prefix + key + "[0]");
            boolean named = sections.containsKey(prefix + key + "." + PublishedSchema.CHOSEN_NAME);
            if (list || sections.containsKey(prefix + key)) {
                text.append(", ").append(key).append(list ? ": [" : ": ");
                open(text, prefix + key + (list ? "[0]" : ""), sections, unknown);
                text.append(list ? "]" : "");
            } else if (named) {
                text.append(", ")
                        .append(key)
                        .append(": {")
                        .append(PublishedSchema.CHOSEN_NAME)
                        .append(": ");
                open(text, prefix + key + "." + PublishedSchema.CHOSEN_NAME, sections, unknown);
                text.append('}');
            }
        }
        text.append('}');
    }

    /** The least that is a configuration, with {@code section} instead of its own, if it has such a one. */
    private static String with(String section) {
        String key = section.substring(0, section.indexOf(':') + 1);
        StringBuilder text = new StringBuilder();
        MINIMAL.lines()
                .filter(line -> !line.startsWith(key))
                .forEach(line -> text.append(line).append('\n'));
        return text.append(section).append('\n').toString();
    }
}
