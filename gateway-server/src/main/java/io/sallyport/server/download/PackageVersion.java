package io.sallyport.server.download;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The version of a client package, such as {@code 4.10.05095}. */
record PackageVersion(String text, List<Integer> numbers) implements Comparable<PackageVersion> {

    static Optional<PackageVersion> parse(String text) {
        return text.matches("[0-9]{1,9}(\\.[0-9]{1,9}){0,4}")
                ? Optional.of(new PackageVersion(
                        text,
                        Arrays.stream(text.split("\\.", -1))
                                .map(Integer::valueOf)
                                .toList()))
                : Optional.empty();
    }

    /** {@code 4,10,05095}, as {@code update.txt} has it. */
    String withCommas() {
        return text.replace('.', ',');
    }

    /** By numbers, so that leading zeros do not count. */
    @Override
    public int compareTo(PackageVersion other) {
        for (int i = 0; i < Math.min(numbers.size(), other.numbers.size()); i++) {
            int order = Integer.compare(numbers.get(i), other.numbers.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(numbers.size(), other.numbers.size());
    }
}
