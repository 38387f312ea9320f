package io.sallyport.testcerts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a certificate is to say, right or wrong. The {@code with} methods answer a changed copy.
 *
 * @param commonName CN
 * @param units OU, in order
 * @param userId UID
 * @param names subject alternative names, in order; may be empty
 * @param use what the extended key usage allows
 * @param mayOnlyAgree whether the key usage allows key agreement and no signature
 * @param ocsp where the authority can be asked about it
 */
public record Request(
        String commonName,
        List<String> units,
        Optional<String> userId,
        List<Name> names,
        Use use,
        Validity validity,
        KeyKind keyKind,
        boolean mayOnlyAgree,
        Optional<String> ocsp) {

    /** One subject alternative name. */
    public sealed interface Name {
        record Dns(String name) implements Name {}

        /** @param address in text, IPv4 or IPv6 */
        record Ip(String address) implements Name {}

        record Email(String address) implements Name {}

        /** Microsoft's user principal name, an otherName. */
        record Upn(String name) implements Name {}
    }

    /** Extended key usage. */
    public enum Use {
        SERVER,
        CLIENT,
        /** Neither server nor client: the certificate of a mail signer who tries it here. */
        EMAIL,
        /** May answer for its issuer who has been revoked. */
        OCSP
    }

    /** From when until when, seen from now. */
    public enum Validity {
        GOOD,
        EXPIRED,
        NOT_YET
    }

    public Request {
        units = List.copyOf(units);
        names = List.copyOf(names);
    }

    /** A good P-256 server certificate for these DNS names and IP addresses; the first is also the CN. */
    public static Request server(String first, String... others) {
        List<Name> names = new ArrayList<>();
        names.add(dnsOrIp(first));
        for (String other : others) {
            names.add(dnsOrIp(other));
        }
        return new Request(
                first,
                List.of(),
                Optional.empty(),
                names,
                Use.SERVER,
                Validity.GOOD,
                KeyKind.P_256,
                false,
                Optional.empty());
    }

    /** A good P-256 client certificate. */
    public static Request client(String commonName) {
        return new Request(
                commonName,
                List.of(),
                Optional.empty(),
                List.of(),
                Use.CLIENT,
                Validity.GOOD,
                KeyKind.P_256,
                false,
                Optional.empty());
    }

    public Request withUnits(String... units) {
        return new Request(commonName, List.of(units), userId, names, use, validity, keyKind, mayOnlyAgree, ocsp);
    }

    public Request withUserId(String userId) {
        return new Request(commonName, units, Optional.of(userId), names, use, validity, keyKind, mayOnlyAgree, ocsp);
    }

    public Request withNames(Name... names) {
        return new Request(commonName, units, userId, List.of(names), use, validity, keyKind, mayOnlyAgree, ocsp);
    }

    public Request withUse(Use use) {
        return new Request(commonName, units, userId, names, use, validity, keyKind, mayOnlyAgree, ocsp);
    }

    public Request withValidity(Validity validity) {
        return new Request(commonName, units, userId, names, use, validity, keyKind, mayOnlyAgree, ocsp);
    }

    public Request withKeyKind(KeyKind keyKind) {
        return new Request(commonName, units, userId, names, use, validity, keyKind, mayOnlyAgree, ocsp);
    }

    public Request withOnlyKeyAgreement() {
        return new Request(commonName, units, userId, names, use, validity, keyKind, true, ocsp);
    }

    public Request withOcsp(String url) {
        return new Request(commonName, units, userId, names, use, validity, keyKind, mayOnlyAgree, Optional.of(url));
    }

    /** An IPv6 address has a colon, an IPv4 address four numbers; no DNS name has either. */
    private static Name dnsOrIp(String text) {
        boolean address = text.indexOf(':') >= 0 || text.matches("[0-9]+(\\.[0-9]+){3}");
        return address ? new Name.Ip(text) : new Name.Dns(text);
    }
}
