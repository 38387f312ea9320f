/**
 * What the store knows of sessions and leases, and keeps over a crash.
 *
 * <p>Which address a session gets, and when it ends, is decided elsewhere; here it is made durable.
 */
package io.sallyport.aaa.session;
