package io.sallyport.testcerts;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A name and a key that sign; where the extensions of RFC 5280 are put together. */
final class Issuer {
    private static final ASN1ObjectIdentifier UPN = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final PrivateKey key;
    private final String signatureAlgorithm;

    /** Absent while a self-signed certificate is still being made. */
    private final Optional<X509Certificate> certificate;

    private Issuer(X500Name name, PrivateKey key, String signatureAlgorithm, Optional<X509Certificate> certificate) {
        this.name = name;
        this.key = key;
        this.signatureAlgorithm = signatureAlgorithm;
        this.certificate = certificate;
    }

    static Issuer root(String commonName) {
        KeyPair pair = KeyKind.P_256.pair();
        X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
        Issuer unsigned = new Issuer(name, pair.getPrivate(), KeyKind.P_256.signatureAlgorithm(), Optional.empty());
        return unsigned.with(unsigned.signAuthority(name, pair.getPublic()));
    }

    static Credential selfSigned(Request request) {
        KeyPair pair = request.keyKind().pair();
        Issuer itself = new Issuer(
                subject(request), pair.getPrivate(), request.keyKind().signatureAlgorithm(), Optional.empty());
        return new Credential(List.of(itself.sign(request, pair.getPublic())), pair.getPrivate());
    }

    Issuer intermediate(String commonName) {
        KeyPair pair = KeyKind.P_256.pair();
        X500Name below = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
        return new Issuer(
                below,
                pair.getPrivate(),
                KeyKind.P_256.signatureAlgorithm(),
                Optional.of(signAuthority(below, pair.getPublic())));
    }

    X509Certificate certificate() {
        return certificate.orElseThrow();
    }

    X509Certificate sign(Request request, PublicKey subjectKey) {
        try {
            X509v3CertificateBuilder builder = builder(subject(request), subjectKey, request.validity());
            int keyUsage = request.mayOnlyAgree()
                    ? KeyUsage.keyAgreement
                    : KeyUsage.digitalSignature
                            | (request.keyKind() == KeyKind.RSA_2048 ? KeyUsage.keyEncipherment : 0);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose(request.use())));
            if (!request.names().isEmpty()) {
                GeneralName[] names =
                        request.names().stream().map(Issuer::generalName).toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            if (request.ocsp().isPresent()) {
                GeneralName responder = new GeneralName(
                        GeneralName.uniformResourceIdentifier, request.ocsp().get());
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, responder));
            }
            return signed(builder);
        } catch (CertIOException e) {
            throw new AssertionError("these extensions can be encoded", e);
        }
    }

    X509CRL revocationList(Instant from, Instant until, List<X509Certificate> revoked) {
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(name, Date.from(from));
            builder.setNextUpdate(Date.from(until));
            for (X509Certificate one : revoked) {
                builder.addCRLEntry(one.getSerialNumber(), Date.from(from), CRLReason.keyCompromise);
            }
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils()
                            .createAuthorityKeyIdentifier(certificate().getPublicKey()));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(from.getEpochSecond())));
            return new JcaX509CRLConverter().getCRL(builder.build(signer()));
        } catch (CRLException | CertIOException | NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK 25 signs with " + signatureAlgorithm, e);
        }
    }

    /** Signs as the authority itself does. */
    ContentSigner signer() {
        try {
            return new JcaContentSignerBuilder(signatureAlgorithm).build(key);
        } catch (OperatorCreationException e) {
            throw new AssertionError("every JDK 25 signs with " + signatureAlgorithm, e);
        }
    }

    private X509Certificate signAuthority(X500Name subject, PublicKey subjectKey) {
        try {
            X509v3CertificateBuilder builder = builder(subject, subjectKey, Request.Validity.GOOD);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return signed(builder);
        } catch (CertIOException e) {
            throw new AssertionError("these extensions can be encoded", e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name subject, PublicKey subjectKey, Request.Validity validity)
            throws CertIOException {
        Instant now = Instant.now();
        // An hour of grace on the good side, for the clock of another machine.
        Instant from = switch (validity) {
            case GOOD -> now.minus(Duration.ofHours(1));
            case EXPIRED -> now.minus(Duration.ofDays(60));
            case NOT_YET -> now.plus(Duration.ofDays(1));
        };
        Instant until = switch (validity) {
            case GOOD, NOT_YET -> now.plus(Duration.ofDays(90));
            case EXPIRED -> now.minus(Duration.ofDays(1));
        };
        BigInteger serial = new BigInteger(120, RANDOM).add(BigInteger.ONE);
        X509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(name, serial, Date.from(from), Date.from(until), subject, subjectKey);
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subjectKey));
            if (certificate.isPresent()) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        identifiers.createAuthorityKeyIdentifier(
                                certificate.get().getPublicKey()));
            }
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
        return builder;
    }

    private X509Certificate signed(X509v3CertificateBuilder builder) {
        try {
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
        } catch (CertificateException e) {
            throw new AssertionError("every JDK 25 signs with " + signatureAlgorithm, e);
        }
    }

    private Issuer with(X509Certificate own) {
        return new Issuer(name, key, signatureAlgorithm, Optional.of(own));
    }

    private static X500Name subject(Request request) {
        X500NameBuilder name = new X500NameBuilder();
        request.units().forEach(unit -> name.addRDN(BCStyle.OU, unit));
        request.userId().ifPresent(userId -> name.addRDN(BCStyle.UID, userId));
        return name.addRDN(BCStyle.CN, request.commonName()).build();
    }

    private static KeyPurposeId purpose(Request.Use use) {
        return switch (use) {
            case SERVER -> KeyPurposeId.id_kp_serverAuth;
            case CLIENT -> KeyPurposeId.id_kp_clientAuth;
            case EMAIL -> KeyPurposeId.id_kp_emailProtection;
            case OCSP -> KeyPurposeId.id_kp_OCSPSigning;
        };
    }

    private static GeneralName generalName(Request.Name name) {
        return switch (name) {
            case Request.Name.Dns(String dns) -> new GeneralName(GeneralName.dNSName, dns);
            case Request.Name.Ip(String address) -> new GeneralName(GeneralName.iPAddress, address);
            case Request.Name.Email(String address) -> new GeneralName(GeneralName.rfc822Name, address);
            case Request.Name.Upn(String upn) -> {
                ASN1EncodableVector otherName = new ASN1EncodableVector();
                otherName.add(UPN);
                otherName.add(new DERTaggedObject(true, 0, new DERUTF8String(upn)));
                yield new GeneralName(GeneralName.otherName, new DERSequence(otherName));
            }
        };
    }
}
