/**
 * Makes the certificates that tests need: a small authority, its good and its bad offspring.
 *
 * <p>Never part of a running gateway, and no key it makes is ever kept.
 */
@org.jspecify.annotations.NullMarked
module io.sallyport.testcerts {
    requires static transitive org.jspecify;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
    requires jdk.httpserver;

    exports io.sallyport.testcerts;
}
