package io.sallyport.server.cli;

import io.sallyport.aaa.local.LocalUsers;
import io.sallyport.aaa.store.Store;
import io.sallyport.aaa.store.StoreUnavailable;
import io.sallyport.aaa.totp.TotpSecrets;
import io.sallyport.config.GatewayConfig;
import io.sallyport.server.boot.UserVerbs;
import io.sallyport.server.control.Call;
import io.sallyport.server.control.ControlClient;
import io.sallyport.server.control.Json;
import io.sallyport.server.control.Refused;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Where users are changed: by the running gateway, which holds the store, or else right here. */
final class Users {
    private Users() {}

    static JsonNode call(ConfigOption option, String verb, Map<String, ?> arguments) throws Failure {
        GatewayConfig config = option.read();
        return ControlClient.answers(config.control().socket())
                ? option.call(verb, arguments)
                : here(config, new Call(verb, Json.MAPPER.valueToTree(arguments)));
    }

    private static JsonNode here(GatewayConfig config, Call call) throws Failure {
        try (Store store = Store.open(config.store())) {
            LocalUsers users = new LocalUsers(store, InstantSource.system());
            Object result = Objects.requireNonNull(
                            UserVerbs.of(users, new TotpSecrets(store)).get(call.verb()))
                    .run(call)
                    .toCompletableFuture()
                    .join();
            return Json.MAPPER.valueToTree(result);
        } catch (StoreUnavailable e) {
            throw new Failure(String.valueOf(e.getMessage()));
        } catch (Refused e) {
            throw new Failure(e.reason());
        }
    }
}
