package io.sallyport.config;

import java.nio.file.Path;
import java.util.List;

/** The door of this module: a file in; a checked configuration, or everything that is wrong with it, out. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads {@code file} and looks whether the files that it names can be read. Blocks; never throws, whatever the file holds.
     *
     * @param file problems name it as it is given here; its directory is where relative paths in it start
     */
    public static ConfigResult read(Path file) {
        try {
            return read(file, YamlReader.read(SourceText.read(file)));
        } catch (Unreadable e) {
            return new ConfigResult.Invalid(List.of(new Problem(file, e.at(), "(file)", e.found(), e.expected())));
        }
    }

    private static ConfigResult read(Path file, Yaml root) throws Unreadable {
        if (!(root instanceof Yaml.Mapping sections)) {
            throw new Unreadable(root.at(), Found.kind(root), "sections such as tls, network, profiles and policies");
        }
        Reading reading = new Reading(file);
        GatewayConfig config = GatewayConfig.read(file.toAbsolutePath(), Section.root(reading, sections));
        List<Problem> problems = reading.finish();
        return problems.isEmpty()
                ? new ConfigResult.Valid(config, new SourceMap(file, root))
                : new ConfigResult.Invalid(problems);
    }
}
