/**
 * How fast packets may go: rates of sessions, and of answers that strangers provoke.
 *
 * <p>Time is a parameter, in {@link java.lang.System#nanoTime} values.
 */
package io.sallyport.dataplane.shape;
