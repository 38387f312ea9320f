package io.sallyport.config;

/**
 * The database of users, sessions and leases.
 *
 * @param url JDBC, H2 or PostgreSQL; may carry credentials, so it is never logged whole
 */
public record Store(String url) {

    /** Without what stands behind the first {@code ?} or {@code ;}, where credentials stand. */
    @Override
    public String toString() {
        return url.split("[?;]", 2)[0];
    }
}
