package io.sallyport.server.cli;

import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Properties that the JDK's TLS and its cryptography read when they are first used, so they have to be set before. */
final class JvmSettings {
    private JvmSettings() {}

    static void apply() {
        // A client that renegotiates costs a handshake each time; none of ours does.
        setIfAbsent("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // Clients begin every connection with a full handshake, so a ticket is work for nothing.
        setIfAbsent("jdk.tls.server.newSessionTicketCount", "0");
        preferBouncyCastleForEcdh();
    }

    /**
     * Openconnect shares a key over P-256 first, and the JDK takes the client's first share. What it then computes itself
     * takes it 544 us, and Bouncy Castle 191 us (JDK 25, Zen 4; half of the former is a second multiplication, to check the
     * client's point, which the curve equation has checked already: the cofactor is 1).
     */
    private static void preferBouncyCastleForEcdh() {
        Security.setProperty(
                "jdk.security.provider.preferred", "KeyAgreement.ECDH:" + BouncyCastleProvider.PROVIDER_NAME);
        Added.add();
    }

    /** A class of its own, as loading the provider to verify its user would have the property read before it is set. */
    private static final class Added {
        private Added() {}

        static void add() {
            Security.addProvider(new BouncyCastleProvider());
        }
    }

    private static void setIfAbsent(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
