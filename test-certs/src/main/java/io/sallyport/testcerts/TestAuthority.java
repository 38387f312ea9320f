package io.sallyport.testcerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate authority with a P-256 key that lives as long as the JVM.
 *
 * <p>A foreign authority is simply another one: {@code TestAuthority.create("Stranger")}. Immutable, so any thread may ask it.
 */
public final class TestAuthority {
    private final Issuer issuer;

    /** Those between the root and the certificates issued here, nearest first; empty if this is the root. */
    private final List<X509Certificate> intermediates;

    private TestAuthority(Issuer issuer, List<X509Certificate> intermediates) {
        this.issuer = issuer;
        this.intermediates = intermediates;
    }

    /** A new root. */
    public static TestAuthority create(String commonName) {
        return new TestAuthority(Issuer.root(commonName), List.of());
    }

    /** A new authority under this one; what it issues carries its certificate in the chain. */
    public TestAuthority intermediate(String commonName) {
        Issuer below = issuer.intermediate(commonName);
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(below.certificate());
        chain.addAll(intermediates);
        return new TestAuthority(below, List.copyOf(chain));
    }

    public X509Certificate certificate() {
        return issuer.certificate();
    }

    /** A good P-256 server certificate for these DNS names and IP addresses; the first is also the CN. */
    public Credential server(String first, String... others) {
        return issue(Request.server(first, others));
    }

    /** A good P-256 client certificate. */
    public Credential client(String commonName) {
        return issue(Request.client(commonName));
    }

    public Credential issue(Request request) {
        KeyPair pair = request.keyKind().pair();
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(issuer.sign(request, pair.getPublic()));
        chain.addAll(intermediates);
        return new Credential(chain, pair.getPrivate());
    }

    /** A list of what this authority has revoked, current from an hour ago until tomorrow. */
    public X509CRL revocationList(X509Certificate... revoked) {
        Instant now = Instant.now();
        return revocationList(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)), revoked);
    }

    /** The same for times of one's own: a list of yesterday, or of tomorrow. */
    public X509CRL revocationList(Instant from, Instant until, X509Certificate... revoked) {
        return issuer.revocationList(from, until, List.of(revoked));
    }

    /** Writes lists as PEM, one after the other. An existing file is replaced. */
    public static void writeLists(Path file, X509CRL... lists) throws IOException {
        Files.writeString(file, Pem.ofLists(List.of(lists)));
    }

    /** A responder at a port of its own on the loopback address, which answers for what this authority has issued. */
    public TestResponder responder() throws IOException {
        return TestResponder.start(issuer);
    }

    /** Writes this authority's own certificate as PEM: what the other side is to trust. An existing file is replaced. */
    public void writeCertificate(Path file) throws IOException {
        Files.writeString(file, Pem.of(List.of(certificate())));
    }
}
