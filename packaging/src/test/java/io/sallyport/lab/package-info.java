/**
 * A small network on one machine: namespaces for clients, gateway and a host behind it, real clients and headends in
 * them, and a host that counts what arrives.
 *
 * <p>It drives programs from outside and knows nothing of their insides: no class of the gateway is used here, and
 * nothing but the JDK, so that it runs from the compiled classes alone. It needs root, {@code ip} and {@code nft}.
 */
@NullMarked
package io.sallyport.lab;

import org.jspecify.annotations.NullMarked;
