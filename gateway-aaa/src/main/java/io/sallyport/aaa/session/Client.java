package io.sallyport.aaa.session;

/**
 * What the client was at sign-in. It says so itself, so it is cut and cleaned, and good for a report only.
 *
 * @param remote address and port, at most 64 characters
 * @param agent its program, at most 256 characters
 * @param device its machine, at most 256 characters
 */
public record Client(String remote, String agent, String device) {
    private static final int REMOTE_LENGTH = 64;
    private static final int TEXT_LENGTH = 256;

    public Client {
        remote = printable(remote, REMOTE_LENGTH);
        agent = printable(agent, TEXT_LENGTH);
        device = printable(device, TEXT_LENGTH);
    }

    /**
     * The beginning of {@code text}, with a replacement character for what cannot be stored or would disturb a terminal:
     * PostgreSQL takes no NUL, no charset takes half a surrogate pair.
     */
    private static String printable(String text, int maxLength) {
        StringBuilder clean = new StringBuilder();
        int index = 0;
        while (index < text.length()) {
            int character = text.codePointAt(index);
            int width = Character.charCount(character);
            if (clean.length() + width > maxLength) {
                break;
            }
            clean.appendCodePoint(isPrintable(character) ? character : '\ufffd');
            index += width;
        }
        return clean.toString();
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
