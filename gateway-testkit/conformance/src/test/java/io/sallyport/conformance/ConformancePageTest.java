package io.sallyport.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformancePageTest {
    private static final Evidence ROW_OF_SERVER = new Evidence(1, "gateway-server", "BTest.a");
    private static final Evidence ROW_OF_PACKAGING = new Evidence(1, "packaging", "AIT.a");

    @Test
    void theRowsAreNumberedWithoutAGap() throws IOException {
        assertThat(RequirementList.read())
                .extracting(RequirementList.Row::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, RequirementList.COUNT).boxed().toList());
    }

    @Test
    void rowsAreListedWithTheTestsOfAllModulesOrTheReasonWhyThereIsNone() {
        List<RequirementList.Row> rows = List.of(
                new RequirementList.Row(1, "TLS", "silence", ""),
                new RequirementList.Row(2, "TLS", "a | b", "it is <late>"),
                new RequirementList.Row(3, "HTTP", "c", ""));

        assertThat(ConformancePage.of(rows, List.of(ROW_OF_PACKAGING, ROW_OF_SERVER)))
                .contains(
                        "\nOf 3 rows 1 are covered, 1 cannot be tested here for the reason beside them, and 1 have no test.\n")
                .contains("| 1 | silence | gateway-server: `BTest.a`<br>packaging: `AIT.a` | passed |\n")
                .contains("| 2 | a \\| b |  | cannot be tested here because it is &lt;late> |\n")
                .contains("\n## HTTP\n")
                .contains("| 3 | c |  | no test |\n");
    }

    @Test
    void whatAModuleHasShownStaysWhileOthersRun(@TempDir Path directory) throws IOException {
        ConformanceDocs docs = new ConformanceDocs(directory);

        assertThat(docs.update("packaging", List.of(ROW_OF_PACKAGING))).isTrue();
        assertThat(docs.update("gateway-server", List.of(ROW_OF_SERVER))).isTrue();

        assertThat(docs.of("packaging")).containsExactly(ROW_OF_PACKAGING);
        assertThat(docs.of("gateway-server")).containsExactly(ROW_OF_SERVER);
        assertThat(docs.of("gateway-dataplane")).isEmpty();
        assertThat(Files.readString(directory.resolve("conformance.md")))
                .contains("gateway-server: `BTest.a`<br>packaging: `AIT.a`");
    }

    @Test
    void theSameShownAgainChangesNothingUnlessSomebodyHasEditedThePage(@TempDir Path directory) throws IOException {
        ConformanceDocs docs = new ConformanceDocs(directory);
        docs.update("gateway-server", List.of(ROW_OF_SERVER));

        assertThat(docs.update("gateway-server", List.of(ROW_OF_SERVER))).isFalse();
        Files.writeString(directory.resolve("conformance.md"), "edited");
        assertThat(docs.update("gateway-server", List.of(ROW_OF_SERVER))).isTrue();
        assertThat(docs.update("gateway-server", List.of(ROW_OF_SERVER))).isFalse();
    }

    @Test
    void aTestThatIsTaggedNoMoreLeavesThePage(@TempDir Path directory) throws IOException {
        ConformanceDocs docs = new ConformanceDocs(directory);
        docs.update("gateway-server", List.of(ROW_OF_SERVER));

        assertThat(docs.update("gateway-server", List.of())).isTrue();

        assertThat(docs.of("gateway-server")).isEmpty();
    }
}
