/**
 * From an address to the channel that reaches it.
 *
 * <p>Knows no users and no protocol: a {@link io.sallyport.dataplane.route.Tunnel} has addresses, an MTU and a sink.
 */
package io.sallyport.dataplane.route;
