package io.sallyport.server.download.xml;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;

/** RT-35: whatever stands in a profile's file is usable or not, each finding has a place in it, and nothing else happens. */
class ProfileCheckFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void read(byte[] bytes) {
        ProfileFindings findings = ProfileCheck.of(Path.of("office.xml"), bytes);

        assertThat(findings.mistakes())
                .allSatisfy(mistake -> assertThat(mistake.toString()).matches("office\\.xml:[0-9]+:[0-9]+: .*"));
    }
}
