/**
 * The configuration file as values, and what is wrong with it, with its place.
 *
 * <p>Nothing here opens a socket or reads a certificate; that is for those who use the values.
 */
package io.sallyport.config;
