/** Our gateway as operators run it, the image, with real clients: what it promises, seen from outside. */
@NullMarked
package io.sallyport.lab.gateway;

import org.jspecify.annotations.NullMarked;
