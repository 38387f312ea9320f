package io.sallyport.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreditTest {
    private final Credit credit = new Credit(100);

    @Test
    void aWindowIsUnderWayAtMost() {
        credit.sent(60);

        assertThat(credit.room()).isEqualTo(40);
        assertThat(credit.received(50)).isEqualTo(50);
        assertThat(credit.room()).isEqualTo(90);
    }

    @Test
    void whatIsDeclaredLostMakesRoom() {
        credit.sent(100);
        credit.received(30);

        assertThat(credit.forget()).isEqualTo(70);
        assertThat(credit.room()).isEqualTo(100);
        assertThat(credit.received()).isEqualTo(30);
    }

    @Test
    void whatWasDeclaredLostMayArriveAllTheSame() {
        credit.sent(100);
        credit.forget();
        credit.sent(10);

        credit.received(100);
        credit.received(110);
        credit.sent(100);

        assertThat(credit.underWay())
                .as("no window has grown by what was only late")
                .isEqualTo(100);
        assertThat(credit.room()).isZero();
    }

    @Test
    void aCountIsNotBelievedBeyondWhatWasSentNorBackwards() {
        credit.sent(10);

        credit.received(1_000);
        credit.received(3);

        assertThat(credit.received()).isEqualTo(10);
    }

    @Test
    void itIsStuckWhenNothingHasMovedSinceItWasAskedLast() {
        credit.sent(40);

        assertThat(credit.forgetIfStuck()).as("it has just been sent").isZero();
        credit.received(10);
        assertThat(credit.forgetIfStuck()).as("some of it has come").isZero();
        assertThat(credit.forgetIfStuck()).isEqualTo(30);
        assertThat(credit.forgetIfStuck()).as("nothing is under way").isZero();
        assertThat(credit.room()).isEqualTo(100);
    }
}
