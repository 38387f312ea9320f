package io.sallyport.dataplane;

import io.sallyport.conformance.EvidenceCheck;
import org.junit.jupiter.api.Order;

/** What the tests of this module have shown. */
@Order(Integer.MAX_VALUE)
class ConformanceTest extends EvidenceCheck {
    ConformanceTest() {
        super("gateway-dataplane");
    }
}
