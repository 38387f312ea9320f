/**
 * IP packets as bytes in an array: what their headers say, the few changes made to them, and what a network card would do:
 * cutting, joining, checksums.
 *
 * <p>No I/O, no knowledge of tunnels. What keeps state says whose it is.
 */
package io.sallyport.dataplane.packet;
