package io.sallyport.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendQueueTest {
    private final SendQueue queue = new SendQueue();
    private final List<Integer> served = new ArrayList<>();

    @Test
    void servesInTurnUntilEnoughIsUnderWay() {
        for (int i = 0; i < 6; i++) {
            int number = i;
            queue.add(() -> {
                served.add(number);
                return 1000;
            });
        }

        queue.run();
        assertThat(served).containsExactly(0, 1, 2, 3);

        queue.settled(1000);
        queue.run();
        assertThat(served).containsExactly(0, 1, 2, 3, 4);
    }
}
