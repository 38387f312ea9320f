package io.sallyport.server.tunnel;

import java.util.Locale;

/** Which program speaks, as far as its User-Agent says. Decides about headers that one kind needs and another dislikes. */
public enum ClientKind {
    OPENCONNECT,
    CLAVISTER,
    ANYLINK,
    ANYCONNECT,
    ANYCONNECT_IOS,
    UNKNOWN;

    /**
     * Tells a client by the beginning of its User-Agent, in any letter case.
     *
     * <p>Order matters: openconnect 9.20 and later call themselves {@code AnyConnect-compatible OpenConnect}, because newer
     * Cisco gateways take nobody whose name does not begin with AnyConnect.
     */
    public static ClientKind of(String userAgent) {
        String agent = userAgent.strip().toLowerCase(Locale.ROOT);
        if (agent.startsWith("anyconnect-compatible openconnect")
                || agent.startsWith("open anyconnect")
                || agent.startsWith("openconnect")) {
            return OPENCONNECT;
        }
        if (agent.startsWith("clavister")) {
            return CLAVISTER;
        }
        if (agent.startsWith("anylink")) {
            return ANYLINK;
        }
        if (agent.startsWith("cisco anyconnect vpn agent for apple") || agent.startsWith("anyconnect applesslvpn")) {
            return ANYCONNECT_IOS;
        }
        if (agent.startsWith("cisco anyconnect") || agent.startsWith("anyconnect")) {
            return ANYCONNECT;
        }
        return UNKNOWN;
    }

    /** Whether this is one of Cisco's own clients. */
    public boolean isCisco() {
        return this == ANYCONNECT || this == ANYCONNECT_IOS;
    }
}
