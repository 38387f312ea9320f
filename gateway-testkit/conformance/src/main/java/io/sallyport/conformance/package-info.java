/**
 * The rows of the protocol's checklist, and the page that says which test is whose proof.
 *
 * <p>{@link io.sallyport.conformance.Requirement} tags a test, in whatever module; {@link io.sallyport.conformance.EvidenceCheck},
 * the last class of that module's run, notes that it has passed.
 */
@org.jspecify.annotations.NullMarked
package io.sallyport.conformance;
