package io.sallyport.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReviewsTest {
    private final Reviews<String> reviews = new Reviews<>(at(0));

    /** Of a clock that wraps soon. */
    private static long at(long nanos) {
        return Long.MAX_VALUE - 10 + nanos;
    }

    private List<String> due(long nanos) {
        long nowNanos = at(nanos);
        List<String> due = new ArrayList<>();
        for (Optional<String> next = reviews.next(nowNanos); next.isPresent(); next = reviews.next(nowNanos)) {
            due.add(next.get());
        }
        return due;
    }

    @Test
    void eachComesOnceWhenItsTimeHasCome() {
        reviews.set("late", at(100));
        reviews.set("soon", at(5));
        reviews.set("then", at(20));

        assertThat(due(4)).isEmpty();
        assertThat(due(20)).containsExactly("soon", "then");
        assertThat(due(99)).isEmpty();
        assertThat(due(100)).containsExactly("late");
    }

    @Test
    void theLatestWordCounts() {
        reviews.set("later", at(5));
        reviews.set("later", at(50));
        reviews.set("sooner", at(50));
        reviews.set("sooner", at(5));

        assertThat(due(20)).containsExactly("sooner");
        assertThat(due(60)).containsExactly("later");
    }

    @Test
    void whatIsSetWhileSomebodyLooksWaitsForTheNextLook() {
        reviews.setNext("first");

        List<String> due = new ArrayList<>();
        for (Optional<String> next = reviews.next(at(1)); next.isPresent(); next = reviews.next(at(1))) {
            due.add(next.get());
            reviews.setNext("first");
        }

        assertThat(due).containsExactly("first");
        assertThat(due(2)).containsExactly("first");
    }

    @Test
    void whatIsForgottenDoesNotCome() {
        reviews.set("gone", at(5));
        reviews.forget("gone");

        assertThat(due(5)).isEmpty();
    }
}
