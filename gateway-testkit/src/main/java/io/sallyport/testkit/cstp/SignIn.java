package io.sallyport.testkit.cstp;

/** How a sign-in ended. */
public sealed interface SignIn {

    /**
     * @param cookie value of {@code webvpn}: from the session token, else from the cookie
     * @param document what the headend said
     * @param reply around the document
     */
    record Granted(String cookie, AuthDocument document, HttpReply reply) implements SignIn {}

    /**
     * Another form after all questions were answered, or a status other than 200.
     *
     * @param reply the last one
     */
    record Refused(HttpReply reply) implements SignIn {}

    /** For those who expect nothing else. */
    default Granted orFail() {
        return switch (this) {
            case Granted granted -> granted;
            case Refused(HttpReply reply) ->
                throw new ClientFailure("sign-in refused: " + reply.head() + "\n" + reply.body());
        };
    }
}
