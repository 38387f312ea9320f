package io.sallyport.aaa.store;

import java.sql.SQLException;
import java.util.Properties;
import org.jdbi.v3.core.Handle;

/** What differs between the two databases. SQL is not among it. */
sealed interface Database permits H2Database, PostgresDatabase {

    /** @throws StoreUnavailable if the URL is of another product, or sets what the gateway has to set */
    static Database of(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return H2Database.parse(url);
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return new PostgresDatabase(url);
        }
        throw new StoreUnavailable("store.url is neither jdbc:h2:... nor jdbc:postgresql:...");
    }

    /** With what the gateway relies on; may carry credentials. */
    String url();

    /** For the pool's connections; what the URL says of the same takes precedence. */
    Properties properties();

    /** Called after a commit, on its connection: returns when the commit would survive a crash. */
    void makeDurable(Handle handle);

    /** Called when the last connection of the pool has been closed. */
    void shutDown() throws SQLException;
}
