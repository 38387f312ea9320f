/**
 * A client of AnyConnect-compatible headends as a library: it signs in, opens tunnels, and is open down to the frame, so that
 * it can also send what no real client would. {@link io.sallyport.testkit.cstp.CstpClient} is where to begin. Trusts one public
 * key, needs no device and no rights; a tunnel costs a virtual thread.
 */
package io.sallyport.testkit.cstp;
