package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutQueueTest {
    private final Budget budget = new Budget(100);
    private final OutQueue queue = new OutQueue(20, 10, budget);

    @Test
    void shouldDropOldestWhenFull() {
        assertThat(queue.add(frame("1aaaaaa"))).isZero();
        assertThat(queue.add(frame("2aaaaaa"))).isZero();
        assertThat(queue.add(frame("3aaaaaa"))).isEqualTo(1);
        assertThat(text()).isEqualTo("2aaaaaa\n3aaaaaa\n");
        assertThat(budget.used()).isEqualTo(16);
    }

    @Test
    void shouldNeverDropTheOneThatIsPartlyWritten() {
        queue.add(frame("1aaaaaa"));
        queue.add(frame("2aaaaaa"));
        assertThat(queue.written(3)).isZero();
        assertThat(queue.add(frame("3aaaaaa"))).isEqualTo(1);
        assertThat(text()).isEqualTo("aaaa\n3aaaaaa\n");
        queue.rewind();
        assertThat(text()).isEqualTo("1aaaaaa\n3aaaaaa\n");
    }

    @Test
    void shouldRefuseWhatCannotFit() {
        queue.add(frame("1"));
        assertThat(queue.add(frame("2".repeat(20)))).isEqualTo(1);
        assertThat(text()).isEqualTo("1\n");
    }

    @Test
    void shouldCountASharedFrameOnce() {
        OutQueue other = new OutQueue(20, 10, budget);
        Frame shared = frame("1aaaaaa");
        queue.add(shared);
        other.add(shared);
        assertThat(budget.used()).isEqualTo(8);
        assertThat(queue.written(8)).isEqualTo(1);
        assertThat(budget.used()).isEqualTo(8);
        assertThat(other.clear()).isEqualTo(1);
        assertThat(budget.used()).isZero();
    }

    @Test
    void shouldLeaveEachItsOwnWhenOthersHaveSpentTheBudget() {
        budget.add(100);
        assertThat(queue.add(frame("1aaaa"))).isZero();
        assertThat(queue.add(frame("2aaaa"))).isEqualTo(1);
        assertThat(queue.add(frame("3aaaaaaaaaaaa"))).isEqualTo(1);
        assertThat(text()).isEqualTo("2aaaa\n");
    }

    private String text() {
        ByteBuffer out = ByteBuffer.allocate(100);
        queue.fill(out);
        return new String(out.array(), 0, out.position(), StandardCharsets.UTF_8);
    }

    private static Frame frame(String text) {
        return Frame.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
