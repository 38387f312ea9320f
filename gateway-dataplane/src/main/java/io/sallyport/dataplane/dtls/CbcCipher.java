package io.sallyport.dataplane.dtls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-CBC around content, HMAC and padding, with an explicit IV, as all versions of DTLS have it; owned by one direction of
 * an {@link Association}.
 *
 * <pre>
 * IV[16] | AES-CBC( content | MAC | padding, each byte of which holds its length )
 * </pre>
 *
 * <p>MAC-then-encrypt lives on silence and even time (Lucky 13): {@link #open} looks at as many bytes of padding and
 * computes as many rounds of the hash whatever the padding says, and has one answer for every fault.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc5246">RFC 5246, section 6.2.3.2</a>
 */
final class CbcCipher implements RecordCipher {
    private static final int BLOCK_LENGTH = 16;
    private static final int LONGEST_PADDING = 256; // its length byte included
    private static final int HASH_BLOCK_LENGTH = 64; // SHA-1 and SHA-256
    private static final int HASH_TRAILER_LENGTH = 9;
    private static final int IVS_AT_ONCE = 32; // a call of the random generator costs more than its bytes
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DtlsVersion version;
    private final int macLength;
    private final Cipher cipher;
    private final SecretKey key;
    private final Mac mac;
    private final MessageDigest evenTime;
    private final byte[] pseudoHeader = new byte[RecordHeader.LENGTH];
    private final byte[] expected;
    private final byte[] nothing = new byte[LONGEST_PADDING + 2 * HASH_BLOCK_LENGTH]; // content that was not there
    private final byte[] ivs = new byte[IVS_AT_ONCE * BLOCK_LENGTH];
    private int usedIvs = ivs.length;

    CbcCipher(DtlsVersion version, Protection protection, RecordKeys.Direction keys) {
        boolean sha1 = protection.macLength() == 20;
        this.version = version;
        this.macLength = protection.macLength();
        this.expected = new byte[macLength];
        this.key = new SecretKeySpec(keys.key(), "AES");
        try {
            this.cipher = Cipher.getInstance("AES/CBC/NoPadding");
            this.mac = Mac.getInstance(sha1 ? "HmacSHA1" : "HmacSHA256");
            this.mac.init(new SecretKeySpec(keys.mac(), mac.getAlgorithm()));
            this.evenTime = MessageDigest.getInstance(sha1 ? "SHA-1" : "SHA-256");
        } catch (GeneralSecurityException e) {
            throw RecordCipher.impossible(e);
        }
    }

    @Override
    public int seal(int type, long number, byte[] source, int offset, int length, byte[] target, int targetOffset) {
        int start = targetOffset + BLOCK_LENGTH;
        int padding = BLOCK_LENGTH - (length + macLength) % BLOCK_LENGTH;
        int end = start + length + macLength + padding;
        System.arraycopy(source, offset, target, start, length);
        Arrays.fill(target, end - padding, end, (byte) (padding - 1));
        takeIv(target, targetOffset);
        try {
            authenticate(type, number, source, offset, length);
            mac.doFinal(target, start + length);
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(target, targetOffset, BLOCK_LENGTH));
            cipher.doFinal(target, start, end - start, target, start);
        } catch (GeneralSecurityException e) {
            throw RecordCipher.impossible(e);
        }
        return end - targetOffset;
    }

    private void takeIv(byte[] target, int targetOffset) {
        if (usedIvs == ivs.length) {
            RANDOM.nextBytes(ivs);
            usedIvs = 0;
        }
        System.arraycopy(ivs, usedIvs, target, targetOffset, BLOCK_LENGTH);
        usedIvs += BLOCK_LENGTH;
    }

    @Override
    public int open(int type, long number, byte[] source, int offset, int length, byte[] target, int targetOffset) {
        if (length % BLOCK_LENGTH != 0) {
            return -1; // seen from the header: no secret
        }
        int opened = length - BLOCK_LENGTH;
        int most = opened - macLength - 1;
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(source, offset, BLOCK_LENGTH));
            cipher.doFinal(source, offset + BLOCK_LENGTH, opened, target, targetOffset);
            int padding = padding(target, targetOffset, opened, most);
            int contentLength = most - (padding & ~(padding >> 31));
            authenticate(type, number, target, targetOffset, contentLength);
            mac.doFinal(expected, 0);
            evenOut(contentLength, most);
            int difference = padding >> 31;
            for (int i = 0; i < macLength; i++) {
                difference |= expected[i] ^ target[targetOffset + contentLength + i];
            }
            return difference == 0 ? contentLength : -1;
        } catch (GeneralSecurityException e) {
            throw RecordCipher.impossible(e);
        }
    }

    /**
     * The length that the padding claims, without branching on it.
     *
     * @param most the longest that it can be
     * @return -1 if it is not what padding must be
     */
    private static int padding(byte[] bytes, int offset, int length, int most) {
        int last = offset + length - 1;
        int claimed = bytes[last] & 0xFF;
        int fault = (most - claimed) >> 31;
        int looks = Math.min(LONGEST_PADDING, length);
        for (int i = 0; i < looks; i++) {
            int within = ~((claimed - i) >> 31);
            fault |= within & ((bytes[last - i] & 0xFF) ^ claimed);
        }
        int faulty = (fault | -fault) >> 31;
        return claimed | faulty;
    }

    private void authenticate(int type, long number, byte[] content, int offset, int length) {
        RecordHeader.writePseudoHeader(pseudoHeader, number, type, version, length);
        mac.update(pseudoHeader);
        mac.update(content, offset, length);
    }

    /** Computes the rounds of the hash that the longest possible content would have needed in addition. */
    private void evenOut(int contentLength, int most) {
        int rounds = rounds(most) - rounds(contentLength);
        // One block more than counted, so that the call itself is always made.
        evenTime.update(nothing, 0, HASH_BLOCK_LENGTH * (rounds + 1));
        evenTime.reset();
    }

    private static int rounds(int contentLength) {
        return (RecordHeader.LENGTH + contentLength + HASH_TRAILER_LENGTH + HASH_BLOCK_LENGTH - 1) / HASH_BLOCK_LENGTH;
    }
}
