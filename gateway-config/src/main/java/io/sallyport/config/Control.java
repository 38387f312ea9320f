package io.sallyport.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** @param socket Unix domain socket over which a running gateway is spoken to */
public record Control(Path socket) {
    /** Of a Unix socket's path. Source: unix(7), {@code sun_path} holds 108 with the final zero. */
    private static final int MAX_PATH_BYTES = 107;

    static Control read(Section control) {
        Kind<Path> path = Kind.path(control.directory())
                .except("a path of at most " + MAX_PATH_BYTES + " bytes, made absolute", Control::isTooLong);
        return new Control(control.get("socket", path, Path.of("/run/sallyport/control.sock")));
    }

    private static boolean isTooLong(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES;
    }
}
