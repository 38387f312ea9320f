/**
 * Thousands of clients at a time, and traffic through as many of them as one likes, in batches: for measurements whose limit
 * is to be the gateway and not the client. {@link io.sallyport.testkit.load.LoadClient} holds the sessions,
 * {@link io.sallyport.testkit.load.TrafficPeer} is the host behind the gateway, {@link io.sallyport.testkit.load.Load} is
 * both as a program. {@link io.sallyport.testkit.load.EchoPeer} is a host that gives back what it gets.
 */
package io.sallyport.testkit.load;
