/** The rows of the protocol's checklist that a client can see from outside, chapter by chapter, a test for each. */
package io.sallyport.server.conformance;
