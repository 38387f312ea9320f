package io.sallyport.server.listen;

import java.io.Serial;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake computes on elliptic curves, by Bouncy Castle, and nothing else of it: with all of Bouncy Castle registered,
 * keys would be of its kinds, which the JDK's TLS does not always take.
 *
 * <p>Microseconds of the JDK and of Bouncy Castle (JDK 25, Zen 4): agreement over P-256 544 and 191, over X25519 145 and 84; a
 * key pair of X25519 145 and 30; a signature with P-256 128 and 86, its check 390 and 205. The JDK multiplies a second time
 * in an agreement over P-256, to find the order of the client's point, which on a curve of cofactor 1 is known when the
 * point is on the curve. Either looks for that. Key pairs of P-256 stay the JDK's: it names the curve by its parameters, for
 * which Bouncy Castle would make its tables anew each time.
 */
final class FastCurves extends Provider {
    @Serial
    private static final long serialVersionUID = 1;

    private static final String AGREEMENT = "KeyAgreement";

    FastCurves() {
        super("SallyportCurves", "2", "elliptic curves of Bouncy Castle");
        agreement("ECDH");
        agreement("XDH");
        borrow("KeyPairGenerator", "XDH");
        borrow("Signature", "SHA256withECDSA");
        borrow("Signature", "SHA384withECDSA");
        borrow("Signature", "SHA512withECDSA");
    }

    private void borrow(String type, String algorithm) {
        Service lent = BouncyCastle.PROVIDER.getService(type, algorithm);
        putService(new Service(this, type, algorithm, lent.getClassName(), null, null) {
            @Override
            public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
                return lent.newInstance(parameter);
            }
        });
    }

    private void agreement(String algorithm) {
        putService(new Service(this, AGREEMENT, algorithm, Agreement.class.getName(), null, null) {
            @Override
            public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
                return new Agreement(KeyAgreement.getInstance(algorithm, BouncyCastle.PROVIDER));
            }
        });
    }

    /** Refuses a peer's key as the JDK's TLS expects it, where Bouncy Castle throws what would look like a defect of ours. */
    private static final class Agreement extends KeyAgreementSpi {
        private final KeyAgreement bouncyCastle;

        Agreement(KeyAgreement bouncyCastle) {
            this.bouncyCastle = bouncyCastle;
        }

        @Override
        protected void engineInit(Key key, @Nullable SecureRandom random) throws InvalidKeyException {
            bouncyCastle.init(key, random);
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            bouncyCastle.init(key, parameters, random);
        }

        @Override
        protected @Nullable Key engineDoPhase(Key key, boolean lastPhase) throws InvalidKeyException {
            try {
                return bouncyCastle.doPhase(key, lastPhase);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new InvalidKeyException("the peer's key: " + e.getMessage(), e);
            }
        }

        @Override
        protected byte[] engineGenerateSecret() {
            return bouncyCastle.generateSecret();
        }

        @Override
        protected int engineGenerateSecret(byte[] secret, int offset) throws ShortBufferException {
            return bouncyCastle.generateSecret(secret, offset);
        }

        @Override
        protected SecretKey engineGenerateSecret(String algorithm)
                throws NoSuchAlgorithmException, InvalidKeyException {
            return bouncyCastle.generateSecret(algorithm);
        }
    }
}
