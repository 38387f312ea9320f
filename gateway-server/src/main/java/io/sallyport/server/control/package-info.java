/**
 * The control socket: how operators speak to a running gateway.
 *
 * <p>Knows how to ask and answer; what the verbs do is wired in {@code boot}.
 */
package io.sallyport.server.control;
