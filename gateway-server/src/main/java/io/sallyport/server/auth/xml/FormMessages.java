package io.sallyport.server.auth.xml;

import io.sallyport.config.Secret;
import io.sallyport.server.auth.ClientMessage;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.Fields;
import io.sallyport.server.auth.Fields.Field;
import io.sallyport.server.auth.Malformed;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the urlencoded forms of clients from before config-auth. Thread-safe. */
public final class FormMessages {
    /** Where such forms are sent to. */
    public static final String PATH = "/+webvpn+/index.html";

    /** The input in which the gateway has such a client carry its handle. */
    static final String HANDLE = "handle";

    private static final ClientMessage.Client CLIENT = new ClientMessage.Client("", "", "", Dialect.PAGES, Set.of());

    private FormMessages() {}

    /** What a GET of a sign-in page says. */
    public static ClientMessage.Init knock() {
        return new ClientMessage.Init(Optional.empty(), Optional.empty(), false, CLIENT);
    }

    public static ClientMessage.AuthReply read(byte[] body) throws Malformed {
        Map<String, String> form = UrlEncodedForm.read(body);
        Map<Field, Secret> secrets = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            String value = form.get(field.wireName());
            if (value != null) {
                secrets.put(field, new Secret(value));
            }
        }
        return new ClientMessage.AuthReply(
                given(form, HANDLE),
                given(form, "group_list"),
                new Fields(Optional.ofNullable(form.get("username")).map(String::strip), secrets, Optional.empty()),
                CLIENT);
    }

    private static Optional<String> given(Map<String, String> form, String name) {
        return Optional.ofNullable(form.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
