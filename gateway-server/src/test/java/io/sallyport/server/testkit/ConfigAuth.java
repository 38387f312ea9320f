package io.sallyport.server.testkit;

/** The documents that clients send. */
public final class ConfigAuth {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private ConfigAuth() {}

    /**
     * As openconnect 9.01 begins.
     *
     * @param more elements, such as {@code <group-select>x</group-select>}
     */
    public static String init(String... more) {
        return document(
                "init",
                "<capabilities><auth-method>single-sign-on-v2</auth-method></capabilities>"
                        + "<group-access>https://vpn.example.net/</group-access>" + String.join("", more));
    }

    /** An init with nothing but what is given. */
    public static String bareInit(String... elements) {
        return document("init", String.join("", elements));
    }

    public static String groupSelect(String group) {
        return "<group-select>" + escaped(group) + "</group-select>";
    }

    /** @param handle as the form has named it */
    public static String reply(String handle, String user, String password, String... more) {
        return document(
                "auth-reply",
                "<session-token/><session-id/><opaque is-for=\"sg\"><aggauth-handle>" + escaped(handle)
                        + "</aggauth-handle></opaque>" + credentials(user, password) + String.join("", more));
    }

    /** As sslcon answers, which keeps no opaque part. */
    public static String replyWithoutHandle(String user, String password) {
        return document("auth-reply", credentials(user, password));
    }

    private static String credentials(String user, String password) {
        return "<auth><username>" + escaped(user) + "</username><password>" + escaped(password) + "</password></auth>";
    }

    public static String logout(String token) {
        return document("logout", "<session-token>" + escaped(token) + "</session-token>");
    }

    private static String document(String type, String inside) {
        return DECLARATION + "<config-auth client=\"vpn\" type=\"" + type + "\" aggregate-auth-version=\"2\">"
                + "<version who=\"vpn\">v9.01</version><device-id>linux-64</device-id>" + inside + "</config-auth>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
