/**
 * A small client of our own, down to the frame: cheap enough for hundreds at a time, and open enough to send what no
 * real client would. It speaks the TLS channel only, and carries no packets of its own.
 */
@NullMarked
package io.sallyport.lab.cstp;

import org.jspecify.annotations.NullMarked;
