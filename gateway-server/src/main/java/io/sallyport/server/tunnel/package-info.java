/**
 * CONNECT: what the client asks for, what it gets, and how that is said in headers.
 */
package io.sallyport.server.tunnel;
