/**
 * The TUN device: packets out of the kernel and into it.
 *
 * <p>The only place where native memory and downcalls appear.
 */
package io.sallyport.dataplane.tun;
