package io.sallyport.server.tunnel;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The client's half of CONNECT. Clients differ in what they send and some send nonsense; what makes no sense counts as not
 * sent, so that a request never fails here.
 *
 * @param agent the User-Agent, bounded and printable
 * @param hostname the client's name for itself, if it is a legal one
 * @param mtu bytes of the largest packet that the client wants inside the tunnel
 * @param baseMtu bytes of the largest packet that the client's path carries
 * @param families wanted inside the tunnel; IPv4 if the client does not say
 * @param fullIpv6 whether the client understands the IPv6 headers
 * @param previousAddresses what it had before; a client that comes back says so
 * @param mobile whether it is a phone or tablet
 * @param dtls what it can of DTLS
 * @param encodings compression of packets on the TLS connection, by name
 */
public record TunnelRequest(
        String agent,
        ClientKind kind,
        Optional<String> hostname,
        OptionalInt mtu,
        OptionalInt baseMtu,
        Set<Family> families,
        boolean fullIpv6,
        List<InetAddress> previousAddresses,
        boolean mobile,
        Dtls dtls,
        List<String> encodings) {

    /** An address family of the inside. */
    public enum Family {
        IPV4,
        IPV6
    }

    /**
     * What the client can of DTLS. Suites and encodings by their names on the wire; its order of preference is lost on us.
     *
     * @param ciphers for DTLS 0.9 and 1.0, and by openconnect's names for 1.2
     * @param ciphers12 for DTLS 1.2
     * @param masterSecret of the session that it will resume; 48 bytes
     */
    public record Dtls(
            List<String> ciphers, List<String> ciphers12, Optional<DtlsSecret> masterSecret, List<String> encodings) {
        public Dtls {
            ciphers = List.copyOf(ciphers);
            ciphers12 = List.copyOf(ciphers12);
            encodings = List.copyOf(encodings);
        }

        static Dtls parse(HttpHeaders headers) {
            return new Dtls(
                    list(headers.get("X-DTLS-CipherSuite", "")),
                    list(headers.get("X-DTLS12-CipherSuite", "")),
                    secret(headers.get("X-DTLS-Master-Secret", "")),
                    list(headers.get("X-DTLS-Accept-Encoding", "")));
        }

        /** Whether the client wants any. */
        boolean isAskedFor() {
            return !ciphers.isEmpty() || !ciphers12.isEmpty();
        }

        private static Optional<DtlsSecret> secret(String text) {
            String digits = text.strip();
            return MASTER_SECRET.matcher(digits).matches()
                    ? Optional.of(new DtlsSecret(HexFormat.of().parseHex(digits)))
                    : Optional.empty();
        }
    }

    private static final int LARGEST_MTU = 65_535;
    private static final int MOST_ADDRESSES = 4;
    private static final int LONGEST_AGENT = 256;
    private static final int LONGEST_LIST = 64;
    private static final Pattern MASTER_SECRET =
            Pattern.compile("[0-9A-Fa-f]{" + 2 * DtlsSecret.MASTER_SECRET_LENGTH + "}");
    /** Clients take colons for suites and commas for encodings; openconnect 8 once sent both in a row. */
    private static final Pattern SEPARATORS = Pattern.compile("[:, ]+");

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    public TunnelRequest {
        families = Set.copyOf(families);
        previousAddresses = List.copyOf(previousAddresses);
        encodings = List.copyOf(encodings);
    }

    /** Reads the headers of CONNECT. */
    public static TunnelRequest parse(HttpHeaders headers) {
        String agent = printable(headers.get("User-Agent", ""));
        return new TunnelRequest(
                agent,
                ClientKind.of(agent),
                hostname(headers.get("X-CSTP-Hostname", "")),
                bytes(headers.get("X-CSTP-MTU", "")),
                bytes(headers.get("X-CSTP-Base-MTU", "")),
                families(headers.get("X-CSTP-Address-Type", "IPv4")),
                headers.get("X-CSTP-Full-IPv6-Capability", "").strip().equalsIgnoreCase("true"),
                addresses(headers.getAll("X-CSTP-Address")),
                isMobile(headers),
                Dtls.parse(headers),
                list(headers.get("X-CSTP-Accept-Encoding", "")));
    }

    /** Whether the client wants addresses of {@code family}. */
    public boolean wants(Family family) {
        return families.contains(family);
    }

    /** At most 256 characters, none of which could forge a line of the log. */
    public static String printable(String text) {
        String bounded = text.length() > LONGEST_AGENT ? text.substring(0, LONGEST_AGENT) : text;
        return bounded.replaceAll("[^ -~]", "?");
    }

    private static List<String> list(String text) {
        return SEPARATORS
                .splitAsStream(text)
                .filter(name -> !name.isEmpty())
                .limit(LONGEST_LIST)
                .toList();
    }

    private static Optional<String> hostname(String text) {
        String label = text.strip().split("\\.", 2)[0];
        return HOST_NAME.matcher(label).matches() ? Optional.of(label) : Optional.empty();
    }

    private static OptionalInt bytes(String text) {
        String digits = text.strip();
        if (!DIGITS.matcher(digits).matches()) {
            return OptionalInt.empty();
        }
        int value = Integer.parseInt(digits);
        return value <= LARGEST_MTU ? OptionalInt.of(value) : OptionalInt.empty();
    }

    private static Set<Family> families(String text) {
        EnumSet<Family> families = EnumSet.noneOf(Family.class);
        for (String name : text.split(",", -1)) {
            switch (name.strip()) {
                case "IPv4" -> families.add(Family.IPV4);
                case "IPv6" -> families.add(Family.IPV6);
                default -> {
                    // A family that we do not know is one that we cannot give.
                }
            }
        }
        return families.isEmpty() ? EnumSet.of(Family.IPV4) : families;
    }

    private static List<InetAddress> addresses(List<String> values) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String value : values.subList(0, Math.min(values.size(), MOST_ADDRESSES))) {
            try {
                addresses.add(InetAddress.ofLiteral(value.strip()));
            } catch (IllegalArgumentException e) {
                // Not an address: as if it had not been sent.
            }
        }
        return addresses;
    }

    private static boolean isMobile(HttpHeaders headers) {
        return headers.get("X-CSTP-License", "").strip().equalsIgnoreCase("mobile")
                || headers.contains("X-AnyConnect-Identifier-Platform");
    }
}
