package io.sallyport.server.cli;

/** Properties that the JDK's TLS reads when it is first used, so they have to be set before. */
final class JvmSettings {
    private JvmSettings() {}

    static void apply() {
        // A client that renegotiates costs a handshake each time; none of ours does.
        setIfAbsent("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // Clients begin every connection with a full handshake, so a ticket is work for nothing.
        setIfAbsent("jdk.tls.server.newSessionTicketCount", "0");
    }

    private static void setIfAbsent(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
