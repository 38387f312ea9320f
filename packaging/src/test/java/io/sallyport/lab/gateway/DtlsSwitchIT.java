package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is under way when a tunnel changes its channel arrives. */
@NeedsLab(programs = {"openconnect", "ping"})
class DtlsSwitchIT {
    private static final String END_OF_CUT = "delete table inet cut";

    private Site site;

    @BeforeEach
    void open() {
        site = Site.open(configuration -> configuration.replace("dpd: 30s", "dpd: 3s"), ALICE);
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** The client has nothing to send, and its signs of life over UDP, which are short, are lost. */
    @Test
    void nothingIsLostAndNothingOvertakesWhenDtlsFallsSilentAndIsHeardAgain() {
        try (Openconnect client = client()) {
            site.awaitChannel("dtls", client);
            try (NumberedStream stream =
                    NumberedStream.start(site.topology(), site.topology().client1())) {
                cut("udp dport 443 udp length < 60 drop");
                site.awaitChannel("tls", client);
                site.topology().gateway().nft(END_OF_CUT);
                site.awaitChannel("dtls", client);

                List<Integer> arrived = stream.stop();
                assertThat(IntStream.range(0, stream.sent()).filter(number -> !arrived.contains(number)))
                        .as("lost")
                        .isEmpty();
                assertThat(arrived).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    private Openconnect client() {
        return site.clientWithDtls(site.topology().client1()).user(ALICE).connect(SOON);
    }

    private void cut(String rule) {
        site.topology().gateway().nft("""
                table inet cut {
                  chain from-client {
                    type filter hook input priority 0
                    %s
                  }
                }
                """.formatted(rule));
    }
}
