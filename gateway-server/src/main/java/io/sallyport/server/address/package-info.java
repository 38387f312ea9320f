/** The clients' addresses on the inside: which are free, and who holds which. */
package io.sallyport.server.address;
