package io.sallyport.server.auth;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.UserName;
import io.sallyport.config.Secret;
import io.sallyport.server.auth.Fields.Field;
import java.util.Optional;

/** Reads what a client has filled in as the answer to what was asked. */
final class Answers {
    private static final Secret NOTHING = new Secret("");
    private static final byte[] NO_BYTES = {};

    private Answers() {}

    /**
     * Never fails: what is missing is an empty answer, hence a wrong one.
     *
     * @param signed every byte of the message in which the question was put
     */
    static Answer to(Question question, Fields fields, byte[] signed) {
        return switch (question) {
            case Question.Credentials(var known) ->
                new Answer.Credentials(user(known, fields), first(fields, Field.PASSWORD, Field.ANSWER));
            case Question.Challenge _ ->
                new Answer.Response(
                        first(fields, Field.ANSWER, Field.WHICH_PIN, Field.SECONDARY_PASSWORD, Field.PASSWORD));
            case Question.NewPassword() ->
                new Answer.NewPassword(
                        first(fields, Field.NEW_PASSWORD, Field.PASSWORD), fields.first(Field.VERIFY_PASSWORD));
            case Question.Certificate() -> new Answer.NoCertificate();
            case Question.SecondCertificate _ ->
                fields.certificate()
                        .map(proof ->
                                new Answer.SecondCertificate(proof.chain(), proof.hash(), proof.signature(), signed))
                        .orElse(new Answer.SecondCertificate(NO_BYTES, "", NO_BYTES, signed));
        };
    }

    /** The name that the answer is about, as typed or as asked for. */
    static String user(Optional<UserName> known, Fields fields) {
        return fields.user()
                .filter(typed -> !typed.isEmpty())
                .orElseGet(() -> known.map(UserName::text).orElse(""));
    }

    private static Secret first(Fields fields, Field... names) {
        return fields.first(names).orElse(NOTHING);
    }
}
