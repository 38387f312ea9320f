/**
 * The threads of the packet path: each owns an event loop, a TUN queue and the channels accepted on its loop.
 *
 * <p>No packet changes threads, unless its client's channel lives on another worker; then it crosses in a batch.
 */
package io.sallyport.dataplane.worker;
