package io.sallyport.server.auth.xml;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.server.auth.Malformed;

/** RT-01, RT-35: whatever a stranger posts as config-auth is understood or {@link Malformed}, and nothing else happens. */
class ClientMessagesFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void read(byte[] body) {
        try {
            ClientMessages.read(body);
        } catch (Malformed e) {
            // The one way to refuse.
        }
    }
}
