package io.sallyport.server.listen;

import java.security.Security;

/** Properties that the JDK's TLS reads when it is first used, so they have to be set before; and whom it asks first. */
public final class JdkTls {
    private static final int FIRST = 1;

    private JdkTls() {}

    /** To be called before anything else of a process that will serve TLS. */
    public static void prepare() {
        // A client that renegotiates costs a handshake each time; none of ours does.
        setIfAbsent("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // Clients begin every connection with a full handshake, so a ticket is work for nothing.
        setIfAbsent("jdk.tls.server.newSessionTicketCount", "0");
        Security.insertProviderAt(new FastCurves(), FIRST);
    }

    private static void setIfAbsent(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
