package io.sallyport.lab;

import io.sallyport.conformance.EvidenceCheck;
import org.junit.jupiter.api.Order;

/** What the tests in the lab have shown. */
@Order(Integer.MAX_VALUE)
class ConformanceIT extends EvidenceCheck {
    ConformanceIT() {
        super("packaging");
    }
}
