package io.sallyport.config;

import java.net.InetAddress;

/**
 * An address on which clients are served.
 *
 * @param address the wildcard {@code ::} takes IPv4 as well
 * @param port TCP, 0..65535; 0 lets the system choose (for tests)
 */
public record Listen(InetAddress address, int port) {}
