/**
 * The TLS channel of a tunnel: frames, liveness, one frame per record.
 *
 * <p>Knows no session; whoever opens a channel is told how it ends.
 */
package io.sallyport.server.cstp;
