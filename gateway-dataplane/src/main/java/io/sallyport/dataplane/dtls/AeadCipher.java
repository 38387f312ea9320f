package io.sallyport.dataplane.dtls;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM, whose nonce is half explicit, and ChaCha20-Poly1305, whose nonce is not sent; owned by one direction of an
 * {@link Association}. On arrays: the JDK's ciphers copy direct buffers.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc5288">RFC 5288, section 3</a>
 * @see <a href="https://www.rfc-editor.org/info/rfc7905">RFC 7905, section 2</a>
 */
final class AeadCipher implements RecordCipher {
    private static final int TAG_LENGTH = 16;
    private static final int NONCE_LENGTH = 12;
    private static final int NUMBER_OFFSET = 4; // the number is the nonce's last 8 bytes, in both constructions
    private static final int EXPLICIT_LENGTH = 8;

    private final DtlsVersion version;
    private final boolean gcm;
    private final Cipher cipher;
    private final SecretKey key;
    private final byte[] fixedIv;
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private final byte[] pseudoHeader = new byte[RecordHeader.LENGTH];

    AeadCipher(DtlsVersion version, Protection protection, RecordKeys.Direction keys) {
        this.version = version;
        this.gcm = protection != Protection.CHACHA20_POLY1305;
        this.key = new SecretKeySpec(keys.key(), gcm ? "AES" : "ChaCha20");
        this.fixedIv = keys.iv();
        try {
            this.cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw RecordCipher.impossible(e);
        }
    }

    @Override
    public int seal(int type, long number, byte[] source, int offset, int length, byte[] target, int targetOffset) {
        int explicit = gcm ? EXPLICIT_LENGTH : 0;
        if (gcm) {
            RecordHeader.putU64(target, targetOffset, number);
        }
        try {
            start(Cipher.ENCRYPT_MODE, type, number, number, length);
            return explicit + cipher.doFinal(source, offset, length, target, targetOffset + explicit);
        } catch (GeneralSecurityException e) {
            throw RecordCipher.impossible(e);
        }
    }

    @Override
    public int open(int type, long number, byte[] source, int offset, int length, byte[] target, int targetOffset) {
        int explicit = gcm ? EXPLICIT_LENGTH : 0;
        long nonceNumber = gcm ? RecordHeader.u64(source, offset) : number;
        int contentLength = length - explicit - TAG_LENGTH;
        try {
            if (!gcm) {
                forgetNonce(number);
            }
            start(Cipher.DECRYPT_MODE, type, number, nonceNumber, contentLength);
            return cipher.doFinal(source, offset + explicit, length - explicit, target, targetOffset);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw RecordCipher.impossible(e);
        }
    }

    private void start(int mode, int type, long number, long nonceNumber, int contentLength)
            throws GeneralSecurityException {
        setNonce(nonceNumber);
        cipher.init(mode, key, parameters());
        RecordHeader.writePseudoHeader(pseudoHeader, number, type, version, contentLength);
        cipher.updateAAD(pseudoHeader);
    }

    private void setNonce(long nonceNumber) {
        System.arraycopy(fixedIv, 0, nonce, 0, fixedIv.length);
        RecordHeader.putU64(nonce, NUMBER_OFFSET, gcm ? nonceNumber : nonceNumber ^ RecordHeader.u64(fixedIv, 4));
    }

    private AlgorithmParameterSpec parameters() {
        return gcm ? new GCMParameterSpec(TAG_LENGTH * 8, nonce) : new IvParameterSpec(nonce);
    }

    /**
     * The JDK's ChaCha20-Poly1305 refuses a nonce twice in a row, when opening too: without this a forged record would keep
     * out the genuine one with the same number.
     */
    private void forgetNonce(long number) throws GeneralSecurityException {
        setNonce(~number);
        cipher.init(Cipher.DECRYPT_MODE, key, parameters());
    }
}
