/**
 * What is asked of the host around the packet path: the device's addresses, forwarding, address translation, the scheduler.
 *
 * <p>Touched at start and stop, never per packet; uses the host's own tools, {@code ip} and {@code nft}, where there is one.
 */
package io.sallyport.dataplane.host;
