/**
 * DTLS beside the TLS connection: handshakes, and the channel that comes of them.
 *
 * <p>Handshakes of the standards are Bouncy Castle's, on virtual threads; records are the data plane's from the moment on that
 * the client has proved itself.
 */
package io.sallyport.server.dtls;
