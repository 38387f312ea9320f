/** Which of a tunnel's channels carries its packets. */
package io.sallyport.server.carriage;
