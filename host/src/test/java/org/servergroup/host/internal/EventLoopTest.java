package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopTest {
    private static final Set<Thread.State> NOT_FOR_ROOM = Set.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

    @Test
    void shouldStopWithoutWaitingForRoomWhenItHangs() throws Exception {
        EventLoop loop = new EventLoop("loop", () -> false);
        CountDownLatch hangs = new CountDownLatch(1);
        CompletableFuture<Void> end = new CompletableFuture<>();
        loop.start();
        loop.post(() -> {
            hangs.countDown();
            end.join();
        });
        hangs.await();
        for (int i = 0; i < TaskQueue.MAX_TASKS; i++) {
            loop.post(() -> {});
        }
        CompletableFuture<Boolean> posted = new CompletableFuture<>();
        Thread poster = start(() -> posted.complete(loop.post(() -> {})));
        await().atMost(HostFixture.DEADLINE).until(() -> poster.getState() == Thread.State.WAITING);

        Thread stopper = start(() -> loop.stop(() -> {}));
        // for the end of the loop's thread, if not too long; but not for room
        await().atMost(HostFixture.DEADLINE).until(() -> NOT_FOR_ROOM.contains(stopper.getState()));
        stopper.interrupt();
        assertThat(posted.get(HostFixture.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .isFalse();
        end.complete(null);
    }

    private static Thread start(Runnable body) {
        Thread thread = new Thread(body, "poster or stopper");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
