/** Compression of single packets, as clients negotiate it: each packet stands for itself, nothing is remembered between two. */
package io.sallyport.dataplane.compress;
