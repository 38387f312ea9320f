/**
 * Users that the gateway knows itself: their names, groups and password hashes in the store.
 *
 * <p>Where else users may come from has a package of its own.
 */
package io.sallyport.aaa.local;
