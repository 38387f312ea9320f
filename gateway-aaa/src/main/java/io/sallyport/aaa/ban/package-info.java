/**
 * Who has misbehaved so much that nobody talks to him for a while.
 *
 * <p>Counting offences is all; the door is closed elsewhere.
 */
package io.sallyport.aaa.ban;
