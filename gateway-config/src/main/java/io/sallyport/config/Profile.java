package io.sallyport.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A connection profile (ASA: tunnel-group): an entry of the client's group list.
 *
 * @param name unique, also among aliases, in any letter case
 * @param alias the label that clients show and send back
 * @param hidden not on the list, but selectable by who knows its name or URL
 * @param url group URL, a path such as {@code /staff}
 * @param members groups of which one is needed; empty lets everybody in
 * @param authenticate the chain, in order; at least one
 * @param policy name of a {@link Policy}
 */
public record Profile(
        String name,
        String alias,
        boolean hidden,
        Optional<String> url,
        boolean isDefault,
        List<String> members,
        List<Method> authenticate,
        String policy) {
    private static final int MAX_URL_LENGTH = 128;

    /** First segments of paths that mean something already. Source: the request paths of AnyConnect and openconnect clients. */
    private static final Set<String> RESERVED = Set.of("auth", "logout", "cscosslc", "cache", "1", "profiles", "svc");

    public Profile {
        members = List.copyOf(members);
        authenticate = List.copyOf(authenticate);
    }

    /** A way to prove who one is. */
    public enum Method {
        /** Name and password of one of the gateway's own users. */
        LOCAL,
        /** A code that changes every half a minute, of a user whom a method before this one has named. */
        TOTP,
        /** The certificate of the TLS handshake. */
        CERTIFICATE,
        /** As {@link #CERTIFICATE}, for the machine; and a second one, which names the user. */
        MULTIPLE_CERTIFICATE;

        private static final Set<String> LATER = Set.of("radius", "ldap", "oidc", "saml");

        String spelling() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean needsCertificate() {
            return this == CERTIFICATE || this == MULTIPLE_CERTIFICATE;
        }
    }

    static Profile read(Section profile) {
        String name = profile.require("name", Kind.name()).orElse("");
        List<Method> authenticate = profile.someOf("authenticate", method(), List.of(Method.LOCAL));
        if (authenticate.getFirst() == Method.TOTP) {
            profile.reject("authenticate", "a method before totp that names the user");
        }
        return new Profile(
                name,
                profile.get("alias", Kind.name(), name),
                profile.get("hidden", Kind.flag(), false),
                profile.find("url", groupUrl()),
                profile.get("default", Kind.flag(), false),
                profile.list("members", Kind.name()),
                authenticate,
                profile.require("policy", Kind.text("the name of a policy", _ -> true))
                        .orElse(""));
    }

    /** This profile as the one that clients get who name none. */
    Profile asDefault() {
        return new Profile(name, alias, hidden, url, true, members, authenticate, policy);
    }

    private static Kind<Method> method() {
        return Kind.oneOf(List.of(Method.values()), Method::spelling).later(Method.LATER);
    }

    private static Kind<String> groupUrl() {
        return Kind.text(
                        "a path such as /staff (letters, digits and . _ ~ - between slashes)",
                        text -> text.length() <= MAX_URL_LENGTH
                                && text.matches("(/[A-Za-z0-9._~-]+)+")
                                && !text.matches(".*/\\.{1,2}(/.*)?"))
                .except("a path that the gateway does not use itself", Profile::isReserved);
    }

    private static boolean isReserved(String url) {
        return RESERVED.contains(url.split("/", 3)[1].toLowerCase(Locale.ROOT));
    }
}
