package io.sallyport.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which key a misspelt one was to be. */
final class Spelling {
    private static final int MAX_LENGTH = 40;

    private Spelling() {}

    /** The candidate that a slip or two away from {@code word}; the first of equals. */
    static Optional<String> closest(String word, Collection<String> candidates) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String lowerCase = word.toLowerCase(Locale.ROOT).replace('_', '-');
        int slips = Math.max(1, Math.min(2, word.length() / 3));
        return candidates.stream()
                .filter(candidate -> slips(lowerCase, candidate) <= slips)
                .min(Comparator.comparingInt(candidate -> slips(lowerCase, candidate)));
    }

    /** Characters to insert, drop, replace or swap with their neighbour (optimal string alignment distance). */
    private static int slips(String a, String b) {
        int[][] slips = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    slips[i][j] = i + j;
                    continue;
                }
                int replaced = slips[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                slips[i][j] = Math.min(replaced, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    slips[i][j] = Math.min(slips[i][j], 1 + slips[i - 2][j - 2]);
                }
            }
        }
        return slips[a.length()][b.length()];
    }
}
