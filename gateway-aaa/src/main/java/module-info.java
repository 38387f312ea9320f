/**
 * Who may: the authenticator chain, local users, and what the store knows of sessions and leases.
 *
 * <p>Knows no HTTP, no XML and no packets.
 */
@org.jspecify.annotations.NullMarked
module io.sallyport.aaa {
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires io.sallyport.config;
    requires org.bouncycastle.provider;
    requires org.apache.commons.codec;
    requires com.zaxxer.hikari;
    requires java.sql;
    requires flyway.core;
    requires org.jdbi.v3.core;

    exports io.sallyport.aaa;
}
