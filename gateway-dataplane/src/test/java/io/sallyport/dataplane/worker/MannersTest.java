package io.sallyport.dataplane.worker;

import static io.sallyport.dataplane.host.Turns.Manner.POLITE;
import static io.sallyport.dataplane.host.Turns.Manner.PROMPT;
import static io.sallyport.dataplane.worker.Manners.FIRST_RESPITE;
import static io.sallyport.dataplane.worker.Manners.LONGEST_RESPITE;
import static io.sallyport.dataplane.worker.Manners.PATIENCE_NANOS;
import static io.sallyport.dataplane.worker.Manners.TURNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.host.Turns.Manner;
import io.sallyport.dataplane.host.Turns.Waited;
import org.junit.jupiter.api.Test;

class MannersTest {
    private static final long SOON = PATIENCE_NANOS;
    private static final long LATE = PATIENCE_NANOS + 1;

    private Waited waited = new Waited(1000, 1_000_000_000);
    private final Manners manners = new Manners(waited);

    /** After {@code turns} more, with a mean wait of {@code nanos} each. */
    private Manner after(long turns, long nanos) {
        waited = new Waited(waited.turns() + turns, waited.nanos() + turns * nanos);
        return manners.judge(waited);
    }

    private Manner after(long nanos) {
        return after(TURNS, nanos);
    }

    /** Judgements of a prompt worker until it tries to be polite. */
    private int respite() {
        int judgements = 1;
        while (after(SOON) == PROMPT) {
            judgements++;
            assertThat(judgements).isLessThanOrEqualTo(LONGEST_RESPITE);
        }
        return judgements;
    }

    @Test
    void arePromptWhereTheKernelDoesNotCount() {
        Manners ofOldKernel = new Manners(Waited.NOT_TOLD);

        assertThat(ofOldKernel.judge(Waited.NOT_TOLD)).isEqualTo(PROMPT);
        assertThat(ofOldKernel.judge(Waited.NOT_TOLD)).isEqualTo(PROMPT);
    }

    @Test
    void arePoliteOnceItIsKnownThatTheKernelCounts() {
        assertThat(after(SOON)).isEqualTo(POLITE);
        assertThat(after(SOON)).isEqualTo(POLITE);
    }

    @Test
    void areNotJudgedByAFewTurnsAlone() {
        after(SOON);

        assertThat(after(TURNS - 1, 100 * LATE)).isEqualTo(POLITE);
        assertThat(after(1, 0)).isEqualTo(PROMPT); // the few counted all the same
    }

    @Test
    void arePromptForAWhileOncePolitenessHasBecomeSlow() {
        after(SOON);
        after(SOON);

        assertThat(after(LATE)).isEqualTo(PROMPT);
        assertThat(respite()).isEqualTo(FIRST_RESPITE);
    }

    @Test
    void areTriedMoreAndMoreSeldomWhileTheMachineStaysBusy() {
        after(SOON);

        for (int expected = 2 * FIRST_RESPITE; expected < LONGEST_RESPITE; expected *= 2) {
            assertThat(after(LATE)).isEqualTo(PROMPT);
            assertThat(respite()).isEqualTo(expected);
        }
        for (int again = 0; again < 3; again++) {
            assertThat(after(LATE)).isEqualTo(PROMPT);
            assertThat(respite()).isEqualTo(LONGEST_RESPITE);
        }
    }

    @Test
    void areTriedSoonAgainAfterATrialThatWentWell() {
        after(SOON);
        after(LATE);
        respite();
        after(SOON);

        assertThat(after(LATE)).isEqualTo(PROMPT);
        assertThat(respite()).isEqualTo(FIRST_RESPITE);
    }
}
