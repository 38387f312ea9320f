/** The network behind the gateway: the TUN device and what the host has to do for it. */
package io.sallyport.server.inside;
