/**
 * The sign-in: a conversation that ends with a session or a refusal.
 *
 * <p>Knows profiles, forms and authenticators; the XML is in {@code auth.xml}, HTTP is elsewhere.
 */
package io.sallyport.server.auth;
