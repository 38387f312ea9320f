/**
 * What is asked of the host around the TUN device: its addresses, forwarding, address translation.
 *
 * <p>Touched at start and stop, never per packet; uses the host's own tools, {@code ip} and {@code nft}.
 */
package io.sallyport.dataplane.host;
