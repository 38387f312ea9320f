package io.sallyport.aaa;

import java.util.Optional;

/**
 * The name of a user, as it is looked up, compared, logged and counted.
 *
 * <p>Names are compared character by character: no case folding, no Unicode normalisation, no stripping. Whoever is
 * {@code alice} is not {@code Alice}, and a name has one spelling in the store, the ban list and the logs. A name can be
 * printed: it holds no control, formatting or line-breaking character, hence cannot forge a log line or reverse its direction.
 *
 * @param text 1..128 printable characters, none of the outer ones a space
 */
public record UserName(String text) {
    /** Counted in UTF-16 units, as the store counts. */
    public static final int MAX_LENGTH = 128;

    /** @throws IllegalArgumentException if {@code text} is no name; foreign text goes through {@link #parse} */
    public UserName {
        if (!isName(text, MAX_LENGTH)) {
            throw new IllegalArgumentException(
                    "text: not a user name (expected: 1.." + MAX_LENGTH + " printable characters)");
        }
    }

    /** Empty if nobody can be called so. */
    public static Optional<UserName> parse(String text) {
        return isName(text, MAX_LENGTH) ? Optional.of(new UserName(text)) : Optional.empty();
    }

    /** The same rule for names of other things, groups for one. */
    public static boolean isName(String text, int maxLength) {
        return !text.isEmpty()
                && text.length() <= maxLength
                && text.codePoints().allMatch(UserName::isPrintable)
                && !Character.isSpaceChar(text.codePointAt(0))
                && !Character.isSpaceChar(text.codePointBefore(text.length()));
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
