package io.sallyport.aaa.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a session cookie: all that is ever stored or looked up of it.
 *
 * <p>A cookie is random enough that its hash needs no salt, and that finding the hash in a map, in whatever time, tells nothing
 * about the cookie.
 */
public record CookieHash(long a, long b, long c, long d) {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** @param cookie as the client sends it, without its name */
    public static CookieHash of(String cookie) {
        return of(sha256().digest(cookie.getBytes(StandardCharsets.UTF_8)));
    }

    /** @param hex what {@link #toHex} has made */
    static CookieHash ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** 64 lower-case digits, for the store alone. */
    String toHex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d);
    }

    /** A quarter of the bits are as good a hash as all of them. */
    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    /** Enough to tell two log lines apart. */
    @Override
    public String toString() {
        return "CookieHash[" + HexFormat.of().toHexDigits(a).substring(0, 8) + "…]";
    }

    private static CookieHash of(byte[] digest) {
        return new CookieHash(
                (long) LONGS.get(digest, 0), (long) LONGS.get(digest, 8), (long) LONGS.get(digest, 16), (long)
                        LONGS.get(digest, 24));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
