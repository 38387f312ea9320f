package io.sallyport.server.auth.xml;

import io.sallyport.config.Secret;
import io.sallyport.server.auth.Fields;
import io.sallyport.server.auth.Fields.CertificateProof;
import io.sallyport.server.auth.Fields.Field;
import io.sallyport.server.auth.Malformed;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a client has filled in. */
final class FilledFields {
    private FilledFields() {}

    static Fields read(RequestDocument.Auth auth) throws Malformed {
        Map<Field, Secret> secrets = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            String value = value(auth, field);
            if (value != null) {
                secrets.put(field, new Secret(value)); // not stripped: a password may begin with a space
            }
        }
        Optional<String> user =
                auth.username == null ? Optional.empty() : Optional.of(ClientMessages.text(auth.username));
        return new Fields(user, secrets, certificate(auth));
    }

    private static @Nullable String value(RequestDocument.Auth auth, Field field) {
        return switch (field) {
            case ANSWER -> auth.answer;
            case WHICH_PIN -> auth.whichpin;
            case NEW_PASSWORD -> auth.newPassword;
            case VERIFY_PASSWORD -> auth.verifyPassword;
            case SECONDARY_PASSWORD -> auth.secondaryPassword;
            case PASSWORD -> auth.password;
        };
    }

    /** The chain that is proven here; the one of the machine was, in the TLS handshake. */
    private static Optional<CertificateProof> certificate(RequestDocument.Auth auth) throws Malformed {
        for (RequestDocument.CertificateChain chain : auth.certificateChains) {
            if (chain.signature != null) {
                return Optional.of(new CertificateProof(
                        base64(chain.certificates),
                        ClientMessages.text(chain.signature.hash),
                        base64(chain.signature.value)));
            }
        }
        return Optional.empty();
    }

    private static byte[] base64(@Nullable String text) throws Malformed {
        try {
            return Base64.getMimeDecoder().decode(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new Malformed("not Base64");
        }
    }
}
