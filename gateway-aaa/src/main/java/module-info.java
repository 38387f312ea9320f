/**
 * Who may: the authenticator chain, local users, bans, and what the store knows of sessions and leases.
 *
 * <p>Knows no HTTP, no XML and no packets.
 */
@org.jspecify.annotations.NullMarked
module io.sallyport.aaa {
    requires static transitive org.jspecify;
    requires transitive io.sallyport.config;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires io.leangen.geantyref; // Jdbi's: it is a module, Jdbi is not, so nobody else names it
    requires java.net.http;
    requires java.sql;
    requires org.apache.commons.codec;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.jdbi.v3.core;
    requires org.slf4j;

    exports io.sallyport.aaa;
    exports io.sallyport.aaa.ban;
    exports io.sallyport.aaa.certificate;
    exports io.sallyport.aaa.local;
    exports io.sallyport.aaa.session;
    exports io.sallyport.aaa.store;
    exports io.sallyport.aaa.totp;
}
