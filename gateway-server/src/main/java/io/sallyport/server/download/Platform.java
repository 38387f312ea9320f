package io.sallyport.server.download;

import java.util.Locale;
import java.util.Optional;

/** What a client runs on, as far as its package is concerned. */
public enum Platform {
    WINDOWS,
    WINDOWS_ARM64,
    MACOS,
    LINUX,
    LINUX_ARM64,
    /** A phone or tablet: gets its client from elsewhere. */
    MOBILE,
    UNKNOWN;

    /**
     * Tells a platform by what a client says of itself.
     *
     * @param device begins with its device id, such as {@code linux-64} or {@code apple-ios}; may be empty
     * @param agent its User-Agent; may be empty
     */
    public static Platform of(String device, String agent) {
        String id = device.strip().toLowerCase(Locale.ROOT);
        String program = agent.toLowerCase(Locale.ROOT);
        if (id.startsWith("android")
                || id.startsWith("apple-ios")
                || program.contains(" android")
                || program.contains("applesslvpn")
                || program.contains("for apple")) {
            return MOBILE;
        }
        boolean arm64 = program.contains("_arm64") || id.startsWith("win-arm64") || id.startsWith("linux-arm64");
        if (id.startsWith("win") || program.contains(" windows")) {
            return arm64 ? WINDOWS_ARM64 : WINDOWS;
        }
        if (id.startsWith("linux") || program.contains(" linux")) {
            return arm64 ? LINUX_ARM64 : LINUX;
        }
        return id.startsWith("mac") || program.contains(" darwin") ? MACOS : UNKNOWN;
    }

    /** By the word in the name of a package. */
    static Optional<Platform> named(String word) {
        return switch (word) {
            case "win" -> Optional.of(WINDOWS);
            case "win-arm64" -> Optional.of(WINDOWS_ARM64);
            case "macos", "macosx-i386" -> Optional.of(MACOS);
            case "linux", "linux64", "linux-64" -> Optional.of(LINUX);
            case "linux-arm64" -> Optional.of(LINUX_ARM64);
            default -> Optional.empty();
        };
    }
}
