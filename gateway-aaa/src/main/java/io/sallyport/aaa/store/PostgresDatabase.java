package io.sallyport.aaa.store;

import java.util.Properties;
import org.jdbi.v3.core.Handle;

/** A PostgreSQL server. */
final class PostgresDatabase implements Database {
    private final String url;

    PostgresDatabase(String url) {
        this.url = url;
    }

    @Override
    public String url() {
        return url;
    }

    /** Times are in seconds. */
    @Override
    public Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "sallyport");
        properties.setProperty("logServerErrorDetail", "false"); // the detail quotes whole rows, hashes too
        return properties;
    }

    @Override
    public void makeDurable(Handle handle) {
        // COMMIT has done it, unless the server's operator prefers speed (synchronous_commit).
    }

    @Override
    public void shutDown() {
        // It is not ours.
    }
}
