package io.sallyport.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bouncy Castle's curves in the JDK's hands. Keys come in the kinds in which the JDK's TLS has them. */
class FastCurvesTest {
    private static final FastCurves FAST = new FastCurves();

    /** Often enough for secrets that begin with a zero, as one in 256 does: it has to stay. */
    private static final int OFTEN = 1000;

    @Test
    void overX25519ItAgreesWithTheJdk() throws GeneralSecurityException {
        for (int i = 0; i < OFTEN; i++) {
            agreeOverX25519();
        }
    }

    private static void agreeOverX25519() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH", FAST);
        generator.initialize(NamedParameterSpec.X25519);
        KeyPair ours = generator.generateKeyPair();
        KeyPair theirs = KeyPairGenerator.getInstance("X25519", "SunEC").generateKeyPair();

        byte[] secret = secret(KeyAgreement.getInstance("XDH", FAST), ours, theirs);

        assertThat(secret)
                .hasSize(32)
                .isEqualTo(secret(KeyAgreement.getInstance("XDH", "SunEC"), theirs, readAgain(ours)));
    }

    @Test
    void overP256ItAgreesWithTheJdk() throws GeneralSecurityException {
        for (int i = 0; i < OFTEN; i++) {
            agreeOverP256();
        }
    }

    private static void agreeOverP256() throws GeneralSecurityException {
        KeyPair ours = p256();
        KeyPair theirs = p256();

        byte[] secret = secret(KeyAgreement.getInstance("ECDH", FAST), ours, theirs);

        assertThat(secret).hasSize(32).isEqualTo(secret(KeyAgreement.getInstance("ECDH", "SunEC"), theirs, ours));
    }

    /** RFC 7748, section 6.1: with a point of small order the secret would be zero, whatever our key. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "325606250916557431795983626356110631294008115727848805560023387167927233504"})
    void aPointOfSmallOrderIsNoKey(String coordinate) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance("XDH", "SunEC")
                .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(coordinate)));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH", FAST);
        generator.initialize(NamedParameterSpec.X25519);
        KeyAgreement agreement = KeyAgreement.getInstance("XDH", FAST);
        agreement.init(generator.generateKeyPair().getPrivate());

        assertThatThrownBy(() -> agreement.doPhase(key, true)).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void aPointBesideTheCurveIsNoKey() throws GeneralSecurityException {
        KeyPair ours = p256();
        ECPublicKey on = (ECPublicKey) p256().getPublic();
        ECPoint beside =
                new ECPoint(on.getW().getAffineX(), on.getW().getAffineY().xor(BigInteger.ONE));
        PublicKey key =
                KeyFactory.getInstance("EC", "SunEC").generatePublic(new ECPublicKeySpec(beside, on.getParams()));
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", FAST);
        agreement.init(ours.getPrivate());

        assertThatThrownBy(() -> agreement.doPhase(key, true)).isInstanceOf(InvalidKeyException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA"})
    void theJdkAcceptsItsSignaturesAndItTheJdks(String algorithm) throws GeneralSecurityException {
        KeyPair pair = p256();

        Signature ours = Signature.getInstance(algorithm, FAST);
        Signature jdks = Signature.getInstance(algorithm, "SunEC");

        assertThat(verify(jdks, pair, sign(ours, pair))).isTrue();
        byte[] theirs = sign(jdks, pair);
        assertThat(verify(ours, pair, theirs)).isTrue();
        theirs[theirs.length - 1] ^= 1;
        assertThat(verify(ours, pair, theirs)).isFalse();
    }

    private static byte[] sign(Signature signature, KeyPair pair) throws GeneralSecurityException {
        signature.initSign(pair.getPrivate());
        signature.update(new byte[] {1, 2, 3});
        return signature.sign();
    }

    private static boolean verify(Signature signature, KeyPair pair, byte[] signed) throws GeneralSecurityException {
        signature.initVerify(pair.getPublic());
        signature.update(new byte[] {1, 2, 3});
        return signature.verify(signed);
    }

    private static byte[] secret(KeyAgreement agreement, KeyPair own, KeyPair peer) throws GeneralSecurityException {
        agreement.init(own.getPrivate());
        agreement.doPhase(peer.getPublic(), true);
        return agreement.generateSecret("TlsPremasterSecret").getEncoded();
    }

    /** As the JDK's key, as the peer reads it from the wire. */
    private static KeyPair readAgain(KeyPair pair) throws GeneralSecurityException {
        BigInteger coordinate = ((XECPublicKey) pair.getPublic()).getU();
        return new KeyPair(
                KeyFactory.getInstance("XDH", "SunEC")
                        .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, coordinate)),
                pair.getPrivate());
    }

    private static KeyPair p256() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
