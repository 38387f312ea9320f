package io.sallyport.aaa.totp;

import io.sallyport.aaa.UserName;
import io.sallyport.aaa.store.Store;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The second factors of local users, in the store. Any thread may call. */
public final class TotpSecrets {
    private static final int ATTEMPT_LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Store store;

    /** Stands in for the secret of a user who has none. */
    private final TotpSecret decoy = TotpSecret.random();

    public TotpSecrets(Store store) {
        this.store = store;
    }

    /**
     * Gives a user a secret instead of any other. Blocks until that is durable.
     *
     * @return false if there is no such user
     * @throws io.sallyport.aaa.store.StoreUnavailable if that cannot be
     */
    public boolean set(UserName user, TotpSecret secret) {
        return Store.await(store.write(handle -> new TotpTable(handle).put(user, secret)));
    }

    /**
     * Completes with whether the code was right and has not been used before; it is used up then, durably. Who has no secret
     * has no right code, which takes as long to find out.
     */
    CompletionStage<Boolean> use(UserName user, String typed, Instant now) {
        return store.read(handle -> new TotpTable(handle).find(user)).thenCompose(found -> {
            OptionalLong counter = Codes.counterOf(found.orElse(decoy), typed, now);
            return found.isPresent() && counter.isPresent()
                    ? useUp(user, found.get(), counter.getAsLong())
                    : CompletableFuture.completedFuture(false);
        });
    }

    private CompletionStage<Boolean> useUp(UserName user, TotpSecret secret, long counter) {
        String attempt = attempt();
        return store.write(handle -> new TotpTable(handle).use(user, secret, counter, attempt));
    }

    private static String attempt() {
        byte[] bytes = new byte[ATTEMPT_LENGTH];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
