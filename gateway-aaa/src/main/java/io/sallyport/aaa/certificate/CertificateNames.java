package io.sallyport.aaa.certificate;

import io.sallyport.aaa.UserName;
import io.sallyport.config.Tls.ClientCertificates.GroupFrom;
import io.sallyport.config.Tls.ClientCertificates.UserFrom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Which of the names in a certificate say who its user is, and in which groups.
 *
 * @param groupFrom empty if it says nothing of groups
 */
public record CertificateNames(UserFrom userFrom, Optional<GroupFrom> groupFrom) {
    /** Microsoft's user principal name, an otherName with a UTF8String in it. */
    private static final ASN1ObjectIdentifier UPN = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");

    private static final int MAX_GROUP_LENGTH = 64;
    private static final int MAX_GROUPS = 64;
    private static final int LOGGED_LENGTH = 200;

    /** Of several attributes the most specific, of several alternative names the first; empty if nobody can be called so. */
    Optional<UserName> user(X509Certificate certificate) {
        List<String> found = switch (userFrom) {
            case CN -> attributes(certificate, BCStyle.CN).reversed();
            case UID -> attributes(certificate, BCStyle.UID).reversed();
            case SAN_EMAIL -> alternativeNames(certificate, GeneralName.rfc822Name);
            case SAN_UPN -> alternativeNames(certificate, GeneralName.otherName);
        };
        return found.stream().findFirst().flatMap(UserName::parse);
    }

    /** In the order of the certificate, without what no group can be called. */
    public List<String> groups(X509Certificate certificate) {
        return groupFrom
                .map(from -> switch (from) {
                    case OU -> BCStyle.OU;
                    case O -> BCStyle.O;
                })
                .map(type -> attributes(certificate, type).stream()
                        .filter(name -> UserName.isName(name, MAX_GROUP_LENGTH))
                        .limit(MAX_GROUPS)
                        .toList())
                .orElse(List.of());
    }

    /** The subject, so that it can be logged whatever a stranger has put there. */
    static String printable(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return subject.substring(0, Math.min(subject.length(), LOGGED_LENGTH)).replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** In the order of the encoding, which goes from the general to the specific. */
    private static List<String> attributes(X509Certificate certificate, ASN1ObjectIdentifier type) {
        List<String> values = new ArrayList<>();
        for (RDN rdn : X500Name.getInstance(
                        certificate.getSubjectX500Principal().getEncoded())
                .getRDNs()) {
            for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                if (attribute.getType().equals(type) && attribute.getValue() instanceof ASN1String text) {
                    values.add(text.getString());
                }
            }
        }
        return values;
    }

    private static List<String> alternativeNames(X509Certificate certificate, int kind) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (extension == null) {
            return List.of();
        }
        try {
            GeneralNames names = GeneralNames.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets());
            return Arrays.stream(names.getNames())
                    .filter(name -> name.getTagNo() == kind)
                    .flatMap(name -> text(name).stream())
                    .toList();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return List.of(); // the authority has written nonsense
        }
    }

    private static Optional<String> text(GeneralName name) {
        if (name.getTagNo() != GeneralName.otherName) {
            return name.getName() instanceof ASN1String text ? Optional.of(text.getString()) : Optional.empty();
        }
        ASN1Sequence otherName = ASN1Sequence.getInstance(name.getName());
        if (otherName.size() != 2 || !otherName.getObjectAt(0).equals(UPN)) {
            return Optional.empty();
        }
        ASN1Encodable value =
                ASN1TaggedObject.getInstance(otherName.getObjectAt(1)).getExplicitBaseObject();
        return value instanceof ASN1String text ? Optional.of(text.getString()) : Optional.empty();
    }
}
