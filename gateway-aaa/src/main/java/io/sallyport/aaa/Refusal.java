package io.sallyport.aaa;

/**
 * Why somebody was not let in: the true reason, for the audit log and the counters. What the client is told is decided where
 * the reply is written.
 */
public enum Refusal {
    /** Unknown user, wrong or empty password, a name or a password that nobody can have. */
    WRONG_CREDENTIALS,
    /** The password was right. */
    LOCKED,
    /** A wrong, late or repeated answer to a challenge. */
    WRONG_RESPONSE,
    /** The new password is too short, too long or the old one, or the two that were typed differ. */
    NEW_PASSWORD_UNFIT,
    /** A certificate is needed, and the client has none. */
    NO_CERTIFICATE,
    /** A certificate does not hold: chain, dates, purpose, revocation, signature, or no name in it. */
    BAD_CERTIFICATE,
    /** The user was proven, and is in none of the groups that the profile wants. */
    NOT_A_MEMBER,
    /** Two links of a chain have proven two different users. */
    IDENTITIES_DISAGREE,
    /** Too many are waiting for their password to be checked. Nothing was checked. */
    BUSY,
    /** The store, or another server that knows users, is out of reach. Nothing was checked. */
    BACKEND_UNAVAILABLE
}
