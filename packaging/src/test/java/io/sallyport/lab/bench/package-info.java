/**
 * Our gateway and the yardstick, measured in turn with the same clients on the same machine.
 *
 * <p>It compares, and promises nothing about a machine that is not the one it ran on.
 */
@NullMarked
package io.sallyport.lab.bench;

import org.jspecify.annotations.NullMarked;
