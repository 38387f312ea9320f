/**
 * The UDP side of the workers: one socket each on a shared port, what its datagrams belong to, and the channel that an
 * association makes of them.
 *
 * <p>Who may connect, and how a handshake is done, is decided by whoever posts an
 * {@link io.sallyport.dataplane.udp.Offer}.
 */
package io.sallyport.dataplane.udp;
