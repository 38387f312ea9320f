package io.sallyport.testcerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes what a demonstration needs into a directory: {@code ca.pem}, {@code server.pem} and {@code server-key.pem}. */
public final class DemoCertificates {
    private DemoCertificates() {}

    /** @param arguments the directory, made if missing, and the DNS names and IP addresses that the server is reached by */
    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("usage: DemoCertificates DIRECTORY NAME-OR-ADDRESS...");
            System.exit(2);
        }
        Path directory = Path.of(arguments[0]);
        try {
            Files.createDirectories(directory);
            TestAuthority authority = TestAuthority.create("Sallyport demo authority");
            Credential server = authority.server(arguments[1], Arrays.copyOfRange(arguments, 2, arguments.length));
            authority.writeCertificate(directory.resolve("ca.pem"));
            server.writeChain(directory.resolve("server.pem"));
            server.writeKey(directory.resolve("server-key.pem"), new KeyFormat.Pkcs8());
        } catch (IOException e) {
            System.err.println("cannot write the demo certificates: " + e);
            System.exit(1);
        }
    }
}
