package io.sallyport.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One file while it is read: what is wrong with it so far, and which sections were opened. Confined to one thread. */
final class Reading {
    private final Path file;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Section> opened = new ArrayList<>();

    /** @param file as the operator named it */
    Reading(Path file) {
        this.file = file;
    }

    /** Where relative paths of the file start; absolute. */
    Path directory() {
        return file.toAbsolutePath().resolveSibling("");
    }

    void opened(Section section) {
        opened.add(section);
    }

    void report(String key, Position at, String found, String expected) {
        problems.add(new Problem(file, at, key, found, expected));
    }

    /** All problems, once every key that means something has been asked for. */
    List<Problem> finish() {
        opened.forEach(Section::reportUnknownKeys);
        return problems;
    }
}
