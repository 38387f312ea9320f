package io.sallyport.server.auth;

import io.sallyport.config.Secret;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client has put into a form, whatever the form asked for.
 *
 * @param user as typed, stripped; absent if the client sends no name
 * @param secrets in the order of {@link Field}
 */
public record Fields(Optional<String> user, Map<Field, Secret> secrets, Optional<CertificateProof> certificate) {

    /**
     * The names under which clients send what is not shown while it is typed. openconnect sends most of them as
     * {@code password}, anylink's client a code as {@code secondary_password}; Cisco's keep the name of the input.
     */
    public enum Field {
        ANSWER("answer"),
        WHICH_PIN("whichpin"),
        NEW_PASSWORD("new_password"),
        VERIFY_PASSWORD("verify_password"),
        SECONDARY_PASSWORD("secondary_password"),
        PASSWORD("password");

        private final String wireName;

        Field(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /**
     * A certificate that is proven outside the TLS handshake.
     *
     * @param chain PKCS #7, DER
     * @param hash as the client calls it
     */
    public record CertificateProof(byte[] chain, String hash, byte[] signature) {}

    public Fields {
        Map<Field, Secret> ordered = new EnumMap<>(Field.class);
        ordered.putAll(secrets);
        secrets = Collections.unmodifiableMap(ordered);
    }

    /** The first of {@code names} that the client has sent. */
    Optional<Secret> first(Field... names) {
        for (Field name : names) {
            Secret secret = secrets.get(name);
            if (secret != null) {
                return Optional.of(secret);
            }
        }
        return Optional.empty();
    }
}
