package io.sallyport.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Tells whether a client has said the same again. */
final class ReplyDigest {
    private ReplyDigest() {}

    /** SHA-256 of all that the client has filled in, and of what it was about. */
    static byte[] of(ClientMessage.AuthReply message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, message.handle().orElse(""));
            add(digest, message.groupSelect().orElse(""));
            add(digest, message.fields().user().orElse(""));
            message.fields().secrets().forEach((field, secret) -> {
                add(digest, field.wireName());
                add(digest, secret.reveal());
            });
            message.fields().certificate().ifPresent(proof -> digest.update(proof.signature()));
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** A text may hold any character but NUL, which ends it. */
    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
