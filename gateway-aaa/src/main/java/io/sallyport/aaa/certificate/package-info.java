/**
 * Certificates of clients: whether they hold, and whose they are.
 *
 * <p>That the client has the key is proven elsewhere: by the TLS handshake, or by a signature that comes with a second one.
 */
package io.sallyport.aaa.certificate;
