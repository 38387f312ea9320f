package io.sallyport.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The database of users, sessions and leases.
 *
 * @param url JDBC, H2 or PostgreSQL; may carry credentials, so it is never logged whole
 */
public record Store(String url) {
    private static final String H2_FILE = "jdbc:h2:file:";
    private static final String H2_MEMORY = "jdbc:h2:mem:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    static Store read(Section store) {
        Path directory = store.directory();
        Kind<String> url = Kind.of(
                "a URL such as " + H2_FILE + "/var/lib/sallyport/sallyport or " + POSTGRESQL + "//host/database",
                Yaml.Type.TEXT,
                text -> resolve(text, directory));
        return new Store(store.get("url", url, H2_FILE + "/var/lib/sallyport/sallyport"));
    }

    private static Optional<String> resolve(String url, Path directory) {
        if (!Printable.test(url)) {
            return Optional.empty();
        } else if (url.startsWith(H2_FILE)) {
            return absoluteFile(url.substring(H2_FILE.length()), directory).map(H2_FILE::concat);
        } else {
            boolean served = isMoreThan(H2_MEMORY, url) || isMoreThan(POSTGRESQL, url);
            return served ? Optional.of(url) : Optional.empty();
        }
    }

    /**
     * H2 would start relative paths at the working directory, if it took them at all; {@code ~/} is the home of who runs it.
     * What follows a {@code ;} are settings.
     */
    private static Optional<String> absoluteFile(String pathAndSettings, Path directory) {
        int end = pathAndSettings.indexOf(';');
        String path = end < 0 ? pathAndSettings : pathAndSettings.substring(0, end);
        String settings = end < 0 ? "" : pathAndSettings.substring(end);
        if (path.isEmpty()) {
            return Optional.empty();
        } else if (path.startsWith("~/")) {
            return Optional.of(pathAndSettings);
        }
        try {
            return Optional.of(directory.resolve(path) + settings);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static boolean isMoreThan(String scheme, String url) {
        return url.startsWith(scheme) && url.length() > scheme.length();
    }

    /** Without what stands behind the first {@code ?} or {@code ;}, and without a user before the host. */
    @Override
    public String toString() {
        return Found.withoutCredentials(url.split("[?;]", 2)[0]);
    }
}
