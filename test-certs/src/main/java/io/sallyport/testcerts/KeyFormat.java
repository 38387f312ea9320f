package io.sallyport.testcerts;

/** The spellings in which operators' private keys come. */
public sealed interface KeyFormat {

    /** {@code BEGIN PRIVATE KEY}, what {@code openssl genpkey} writes. */
    record Pkcs8() implements KeyFormat {}

    /** {@code BEGIN ENCRYPTED PRIVATE KEY}: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC, as OpenSSL does by default. */
    record EncryptedPkcs8(String passphrase) implements KeyFormat {}

    /** {@code BEGIN RSA PRIVATE KEY} or {@code BEGIN EC PRIVATE KEY}. Ed25519 keys have no such form. */
    record Traditional() implements KeyFormat {}

    /** The traditional form with {@code Proc-Type: 4,ENCRYPTED} and {@code DEK-Info: AES-256-CBC}. */
    record EncryptedTraditional(String passphrase) implements KeyFormat {}
}
