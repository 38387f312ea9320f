/** Counters, and the endpoint that shows them. */
package io.sallyport.server.metrics;
