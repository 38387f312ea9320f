/**
 * A whole gateway in the test's own process, and a client that knows the bytes: TLS records, HTTP, {@code config-auth}
 * documents, frames. {@link io.sallyport.server.testkit.TestGateway} is the door.
 *
 * <p>Uses nothing of the gateway but what {@code main} uses: its configuration file, its control socket, its log and its
 * metrics. Methods wait for what they are asked for, with a deadline, and throw {@link AssertionError} when it passes.
 */
package io.sallyport.server.testkit;
