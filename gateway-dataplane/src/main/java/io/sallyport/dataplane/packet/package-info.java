/**
 * IP packets as bytes in an array: what their headers say, and the few changes made to them.
 *
 * <p>No I/O, no state, no knowledge of tunnels.
 */
package io.sallyport.dataplane.packet;
