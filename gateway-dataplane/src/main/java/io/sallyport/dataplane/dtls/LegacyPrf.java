package io.sallyport.dataplane.dtls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The pseudo-random function of TLS before 1.2, and what a handshake derives with it; owns nothing.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc2246">RFC 2246, section 5</a>
 */
final class LegacyPrf {
    static final int MASTER_SECRET_LENGTH = 48;
    static final int VERIFY_DATA_LENGTH = 12;

    private LegacyPrf() {}

    static byte[] keyBlock(byte[] masterSecret, byte[] serverRandom, byte[] clientRandom, int length) {
        return derive(masterSecret, "key expansion", join(serverRandom, clientRandom), length);
    }

    /**
     * The contents of a Finished.
     *
     * @param label "server finished" or "client finished"
     * @param transcript what has been said so far
     */
    static byte[] verifyData(byte[] masterSecret, String label, byte[] transcript) {
        byte[] hashes = join(digest("MD5", transcript), digest("SHA-1", transcript));
        return derive(masterSecret, label, hashes, VERIFY_DATA_LENGTH);
    }

    private static byte[] derive(byte[] masterSecret, String label, byte[] seed, int length) {
        byte[] labelled = join(label.getBytes(US_ASCII), seed);
        byte[] first = Arrays.copyOf(masterSecret, MASTER_SECRET_LENGTH / 2);
        byte[] second = Arrays.copyOfRange(masterSecret, MASTER_SECRET_LENGTH / 2, MASTER_SECRET_LENGTH);
        byte[] derived = expand("HmacMD5", first, labelled, length);
        byte[] other = expand("HmacSHA1", second, labelled, length);
        for (int i = 0; i < length; i++) {
            derived[i] ^= other[i];
        }
        return derived;
    }

    private static byte[] expand(String algorithm, byte[] secret, byte[] seed, int length) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            ByteArrayOutputStream expanded = new ByteArrayOutputStream();
            byte[] chain = seed;
            while (expanded.size() < length) {
                chain = mac.doFinal(chain);
                mac.update(chain);
                expanded.writeBytes(mac.doFinal(seed));
            }
            return Arrays.copyOf(expanded.toByteArray(), length);
        } catch (GeneralSecurityException e) {
            throw RecordCipher.impossible(e);
        }
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw RecordCipher.impossible(e);
        }
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
