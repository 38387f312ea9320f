package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.XmlReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter C of the checklist: the smallest configuration. */
class SingleProfileTest {
    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard();

    @Test
    @Requirement(69)
    void theOnlyProfileIsListedAndSelected() throws Exception {
        XmlReply form = gateway.form();

        assertThat(form.groups()).containsExactly("Staff");
        assertThat(form.selectedGroup()).isEqualTo("Staff");
    }
}
