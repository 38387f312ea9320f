package io.sallyport.server.listen;

import java.security.Security;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cipher suites for clients from before forward secrecy and authenticated encryption; the JDK has some of them switched off. */
final class LegacyTls {
    private static final String DISABLED_ALGORITHMS = "jdk.tls.disabledAlgorithms";
    private static final String RSA_KEY_EXCHANGE = "TLS_RSA_*";

    /** The better first: forward secrecy before AEAD. */
    private static final String[] CIPHER_SUITES = {
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
        "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
        "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_RSA_WITH_AES_256_CBC_SHA256",
        "TLS_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_RSA_WITH_AES_256_CBC_SHA",
        "TLS_RSA_WITH_AES_128_CBC_SHA",
    };

    private LegacyTls() {}

    /** {@code better}, and behind it what is not as good. */
    static String[] after(String[] better) {
        return Stream.concat(Arrays.stream(better), Arrays.stream(CIPHER_SUITES))
                .toArray(String[]::new);
    }

    /** Has to be called before the first TLS engine of the process is made: the JDK reads the property then, once. */
    static void allow() {
        String disabled = Security.getProperty(DISABLED_ALGORITHMS);
        Security.setProperty(
                DISABLED_ALGORITHMS,
                Arrays.stream((disabled == null ? "" : disabled).split(",", -1))
                        .map(String::strip)
                        .filter(algorithm -> !algorithm.equals(RSA_KEY_EXCHANGE))
                        .collect(Collectors.joining(", ")));
    }
}
