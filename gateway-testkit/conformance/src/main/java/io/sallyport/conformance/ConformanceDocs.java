package io.sallyport.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code docs}: the evidence of each module in a file of its own, {@code conformance/MODULE.tsv}, and the page made of all of
 * them, {@code conformance.md}. So what a module has shown stays on the page while only others run.
 */
final class ConformanceDocs {
    private final Path page;
    private final Path evidence;

    ConformanceDocs(Path docs) {
        page = docs.resolve("conformance.md");
        evidence = docs.resolve("conformance");
    }

    /** What {@code module} has shown, as it stands there; nothing if it has no file. */
    List<Evidence> of(String module) throws IOException {
        Path file = evidence.resolve(module + ".tsv");
        return Files.exists(file) ? Evidence.read(file) : List.of();
    }

    /**
     * Replaces what {@code module} has shown, and makes the page anew.
     *
     * @return whether that has changed anything
     */
    boolean update(String module, Collection<Evidence> shown) throws IOException {
        Files.createDirectories(evidence);
        boolean evidenceDiffered = replaced(evidence.resolve(module + ".tsv"), Evidence.write(shown));
        boolean pageDiffered = replaced(page, ConformancePage.of(RequirementList.read(), ofAll()));
        return evidenceDiffered || pageDiffered;
    }

    private List<Evidence> ofAll() throws IOException {
        List<Evidence> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(evidence)) {
            for (Path file : files.sorted().toList()) {
                all.addAll(Evidence.read(file));
            }
        }
        return all;
    }

    private static boolean replaced(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return false;
        }
        Files.writeString(file, text);
        return true;
    }
}
