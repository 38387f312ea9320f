package io.sallyport.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.sallyport.config.Secret;
import io.sallyport.server.download.Offer;
import io.sallyport.server.download.Platform;
import io.sallyport.server.http.HttpReply.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The cookies of the AnyConnect protocol: names, attributes, and what of a client's header is believed. */
final class Cookies {
    /** The sign-in under way. */
    static final String CONTEXT = "webvpncontext";
    /** The session. */
    static final String SESSION = "webvpn";

    /** What the downloader of older Cisco clients wants to know. */
    private static final String DOWNLOADER = "webvpnc";

    /** Of Cisco's portal; never set here, but cleared with the others. */
    private static final String SIGN_ON = "webvpn_as";

    /** No more than what clients keep for a sign-in, however long the gateway does. */
    private static final Duration LONGEST_CONTEXT = Duration.ofMinutes(5);

    private static final int LONGEST = 256; // ours have 43 characters
    private static final String EXPIRED = "=; expires=Thu, 01 Jan 1970 22:00:00 GMT; path=/; Secure; HttpOnly";

    private Cookies() {}

    /** The first cookie of that name, unless it is longer than any of ours. */
    static Optional<String> find(HttpHeaders headers, String name) {
        return headers.getAll("Cookie").stream()
                .flatMap(line -> ServerCookieDecoder.LAX.decodeAll(line).stream())
                .filter(cookie -> cookie.name().equals(name))
                .map(Cookie::value)
                .findFirst()
                .filter(value -> !value.isEmpty() && value.length() <= LONGEST);
    }

    static Header context(String handle, Duration lifetime) {
        long seconds = Math.min(lifetime.toSeconds(), LONGEST_CONTEXT.toSeconds());
        return setCookie(CONTEXT + "=" + handle + "; Max-Age=" + seconds + "; path=/; Secure; HttpOnly");
    }

    /** What a client needs that has signed in; {@code webvpnc} is cleared before it is set, as Cisco's gateways do. */
    static List<Header> signedIn(Secret sessionToken, String serverCertificateHash, Offer offer) {
        return List.of(
                setCookie(CONTEXT + EXPIRED),
                setCookie(SESSION + "=" + sessionToken.reveal() + "; path=/; Secure; HttpOnly"),
                setCookie(DOWNLOADER + EXPIRED),
                setCookie(DOWNLOADER + "=bu:/CACHE/stc/&p:t&iu:1/&sh:" + serverCertificateHash + files(offer)
                        + "; path=/; Secure; HttpOnly"));
    }

    /** Where translations are, and the profile with its hash. Secure Client for iOS hangs when it reads of them here. */
    private static String files(Offer offer) {
        if (offer.platform() == Platform.MOBILE) {
            return "";
        }
        return "&lu:/+CSCOT+/translation-table?textdomain%3DAnyConnect%26type%3Dmanifest"
                + offer.profile()
                        .map(profile -> "&fu:profiles%2F" + profile.name() + "&fh:" + profile.sha1())
                        .orElse("");
    }

    static List<Header> signedOut() {
        return Stream.of(SESSION, DOWNLOADER, SIGN_ON, CONTEXT)
                .map(name -> setCookie(name + EXPIRED))
                .toList();
    }

    private static Header setCookie(String value) {
        return new Header("Set-Cookie", value);
    }
}
