/**
 * A small certificate authority that is made anew in every JVM, and the certificates, good and bad, that tests ask of it.
 *
 * <p>Nothing here reads certificates or decides about them; that is what the tests are about.
 */
package io.sallyport.testcerts;
