package org.servergroup.agent.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Played are the clock and the timer. */
class AgeingTest {
    private static final long AGE_NANOS = Settings.DEFAULT.maxQueuedAge().toNanos();

    private Settings settings = Settings.DEFAULT;
    private long now;
    private final PlayedTimer timer = new PlayedTimer();
    private final List<String> dropped = new ArrayList<>();
    private final OutboundState state = new OutboundState(() -> settings, new Traffic(), () -> now);
    private final Ageing ageing = new Ageing(
            state,
            (messages, reason) -> messages.forEach(message -> dropped.add(new String(message.frame(), UTF_8))),
            timer);

    /** A timer whose time comes when the test says so. */
    private static final class PlayedTimer extends ScheduledThreadPoolExecutor {
        private record Task(Runnable work, long nanos, ScheduledFuture<?> future) {}

        private final Deque<Task> tasks = new ArrayDeque<>();

        PlayedTimer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            ScheduledFuture<?> future = super.schedule(() -> {}, 1, TimeUnit.DAYS);
            tasks.add(new Task(work, unit.toNanos(delay), future));
            return future;
        }

        List<Long> delays() {
            return tasks.stream()
                    .filter(task -> !task.future().isCancelled())
                    .map(Task::nanos)
                    .toList();
        }

        void comes() {
            tasks.remove().work().run();
        }
    }

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    private void queue(String text) {
        state.admit(new Waiter.Reader(() -> {}), null, new ByteBuffer[] {ByteBuffer.wrap(text.getBytes(UTF_8))});
        ageing.begin();
    }

    @Test
    void shouldDropEachInItsTimeWithOneTaskOfTheTimer() {
        ageing.begin();
        assertThat(timer.delays()).isEmpty();
        queue("old");
        now = 10;
        queue("young");
        assertThat(timer.delays()).containsExactly(AGE_NANOS);

        now = AGE_NANOS;
        timer.comes();
        assertThat(dropped).containsExactly("old");
        assertThat(timer.delays()).containsExactly(10L);
        now = AGE_NANOS + 10;
        timer.comes();
        assertThat(dropped).containsExactly("old", "young");
        assertThat(timer.delays()).isEmpty();
    }

    @Test
    void shouldTakeAnotherAgeAtOnce() {
        queue("old");
        now = 10;
        queue("young");
        settings = AgentFixture.withQueuedAge(Duration.ofNanos(10));
        ageing.expire();
        assertThat(dropped).containsExactly("old");
        assertThat(timer.delays()).containsExactly(10L);
    }
}
