/**
 * The rows of the protocol's checklist, a test for each, and the page that says which test is whose proof.
 *
 * <p>{@link io.sallyport.server.conformance.Requirement} tags a test; {@code docs/conformance.md} is what a run of all of them
 * makes of it.
 */
package io.sallyport.server.conformance;
