package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskQueueTest {
    private final TaskQueue queue = new TaskQueue(new Thread(() -> {}, "taker"));
    private final List<String> done = new ArrayList<>();
    private final CompletableFuture<Boolean> put = new CompletableFuture<>();

    @Test
    void shouldMakeOthersWaitWhileItIsFull() throws Exception {
        fill(queue);
        waiting();
        assertThat(queue.size()).isEqualTo(TaskQueue.MAX_TASKS);
        queue.take();
        assertThat(put()).isTrue();
        assertThat(queue.size()).isEqualTo(TaskQueue.MAX_TASKS);
    }

    @Test
    void shouldNotMakeItsTakerWaitForItself() {
        TaskQueue own = new TaskQueue(Thread.currentThread());
        fill(own);
        assertThat(own.put(() -> {})).isTrue();
        assertThat(own.size()).isEqualTo(TaskQueue.MAX_TASKS + 1);
    }

    @Test
    void shouldStillGiveInOrderWhatWasThereWhenItWasClosed() {
        queue.put(() -> done.add("first"));
        queue.put(() -> done.add("second"));
        queue.close();
        assertThat(queue.put(() -> done.add("third"))).isFalse();
        queue.take().run();
        queue.take().run();
        assertThat(done).containsExactly("first", "second");
        assertThat(queue.size()).isZero();
    }

    @Test
    void shouldSendAwayWhoWaitsWhenItIsClosed() throws Exception {
        fill(queue);
        waiting();
        queue.close();
        assertThat(put()).isFalse();
        assertThat(queue.size()).isEqualTo(TaskQueue.MAX_TASKS);
    }

    @Test
    void shouldSendAwayWhoWaitsWhenItIsCleared() throws Exception {
        fill(queue);
        waiting();
        queue.clear();
        assertThat(put()).isFalse();
        assertThat(queue.size()).isZero();
        assertThat(queue.isClosed()).isTrue();
    }

    @Test
    void shouldSendAwayWhoIsInterrupted() throws Exception {
        fill(queue);
        Thread waiting = waiting();
        waiting.interrupt();
        assertThat(put()).isFalse();
        assertThat(queue.size()).isEqualTo(TaskQueue.MAX_TASKS);
    }

    private static void fill(TaskQueue queue) {
        for (int i = 0; i < TaskQueue.MAX_TASKS; i++) {
            assertThat(queue.put(() -> {})).isTrue();
        }
    }

    /** A thread that puts one more, and waits for room. */
    private Thread waiting() {
        Thread thread = new Thread(() -> put.complete(queue.put(() -> {})), "putter");
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    /** What became of it. */
    private boolean put() throws Exception {
        return put.get(HostFixture.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
}
