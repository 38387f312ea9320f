package io.sallyport.testcerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and the certificates that a peer shows with it.
 *
 * @param chain own certificate first, then the intermediates; the root is never among them
 */
public record Credential(List<X509Certificate> chain, PrivateKey key) {

    public Credential {
        chain = List.copyOf(chain);
    }

    /** A certificate that vouches for itself. */
    public static Credential selfSigned(Request request) {
        return Issuer.selfSigned(request);
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Writes the chain as PEM. An existing file is replaced. */
    public void writeChain(Path file) throws IOException {
        Files.writeString(file, Pem.of(chain));
    }

    /** Writes the key as PEM, readable by its owner only. An existing file is replaced. */
    public void writeKey(Path file, KeyFormat format) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Pem.of(key, certificate(), format));
    }
}
