package io.sallyport.server.boot;

/** Which Sallyport this is. */
public final class Version {
    public static final String TEXT = read();

    private Version() {}

    private static String read() {
        return Version.class.getModule().getDescriptor().rawVersion().orElse("development");
    }
}
