package io.sallyport.aaa.store;

import java.util.concurrent.CompletableFuture;

/** The smallest write that can be looked for afterwards: a user of whom only the name matters. */
final class TestRows {
    private static final String INSERT =
            "insert into local_user (name, password, locked, group_names, changed_at, password_set_at)"
                    + " values (?, '!', true, array['staff'], current_timestamp, current_timestamp)";

    private TestRows() {}

    static CompletableFuture<Integer> insert(Store store, String name) {
        return store.write(handle -> handle.execute(INSERT, name));
    }

    /** The same where a write may be done twice: it is tried again when its acknowledgement was lost. */
    static CompletableFuture<Integer> insertIfAbsent(Store store, String name) {
        return store.write(handle -> handle.execute(INSERT + " on conflict do nothing", name));
    }
}
