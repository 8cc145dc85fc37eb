package org.servergroup.messaging;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.servergroup.spi.Discard;

class DeliveryTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong full = new AtomicLong();
    private Delivery delivery = with(new Delivery.Settings(2, 4, 100, Duration.ofMillis(50)));

    private Delivery with(Delivery.Settings settings) {
        return new Delivery(settings, timer, (reason, count) -> {
            assertThat(reason).isEqualTo(Discard.LISTENER_FULL);
            full.addAndGet(count);
        });
    }

    @AfterEach
    void close() {
        delivery.close();
        timer.shutdownNow();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("servergroup-delivery-"))
                .count();
    }

    private static void block(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldCallInOrderAndOneAtATime() {
        delivery.settings(Delivery.Settings.DEFAULT);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Consumer<Integer> listener = number -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            seen.add(number);
            inside.decrementAndGet();
        };
        Subscription<Consumer<Integer>> one = delivery.subscribe(listener);
        Subscription<Consumer<Integer>> other = delivery.subscribe(listener);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            (i % 2 == 0 ? one : other).tell(target -> target.accept(number), 0);
            expected.add(i);
        }
        await().untilAsserted(() -> assertThat(seen).isEqualTo(expected));
        assertThat(most).hasValue(1);
    }

    @Test
    void shouldNameItsThreadsAndKeepThemFreeOfTheCallersClassLoader() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        Thread.currentThread().setContextClassLoader(new ClassLoader() {});
        try {
            delivery.subscribe(threads).tell(list -> list.add(Thread.currentThread()), 0);
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
        await().untilAsserted(() -> assertThat(threads).hasSize(1));
        assertThat(threads.get(0).getName()).matches("servergroup-delivery-\\d+");
        assertThat(threads.get(0).isDaemon()).isTrue();
        assertThat(threads.get(0).getContextClassLoader()).isSameAs(Delivery.class.getClassLoader());
    }

    @Test
    void shouldHaveNoThreadWhenIdle() {
        long before = threads();
        CountDownLatch called = new CountDownLatch(1);
        delivery.subscribe(called).tell(CountDownLatch::countDown, 0);
        await().until(() -> called.getCount() == 0);
        await().atMost(10, SECONDS).until(() -> threads() <= before);
    }

    @Test
    void shouldKeepAListenerThatThrows() {
        List<Integer> seen = new CopyOnWriteArrayList<>();
        Subscription<List<Integer>> subscription = delivery.subscribe(seen);
        subscription.tell(
                list -> {
                    throw new IllegalStateException("on purpose");
                },
                0);
        subscription.tell(
                list -> {
                    throw new AssertionError("an error, on purpose");
                },
                0);
        subscription.tell(list -> list.add(1), 0);
        await().untilAsserted(() -> assertThat(seen).containsExactly(1));
    }

    @Test
    void shouldServeOthersWhileMoreListenersHangThanThereAreThreads() {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 5; i++) {
            delivery.subscribe(new Object()).tell(listener -> block(never), 0);
        }
        List<Integer> seen = new CopyOnWriteArrayList<>();
        delivery.subscribe(seen).tell(list -> list.add(1), 0);
        await().untilAsserted(() -> assertThat(seen).containsExactly(1));
        never.countDown();
        delivery.subscribe(seen).tell(list -> list.add(2), 0);
        await().untilAsserted(() -> assertThat(seen).containsExactly(1, 2));
    }

    @Test
    void shouldDropTheOldestWhenFull() {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        Subscription<List<Integer>> subscription = delivery.subscribe(seen);
        subscription.tell(
                list -> {
                    inside.countDown();
                    block(go);
                },
                0);
        block(inside);
        for (int i = 0; i < 7; i++) {
            int number = i;
            subscription.tell(list -> list.add(number), 0);
        }
        go.countDown();
        await().untilAsserted(() -> assertThat(seen).containsExactly(3, 4, 5, 6));
        assertThat(full).hasValue(3);
    }

    @Test
    void shouldBoundTheBytesThatWait() {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        Subscription<List<Integer>> subscription = delivery.subscribe(seen);
        subscription.tell(
                list -> {
                    inside.countDown();
                    block(go);
                },
                0);
        block(inside);
        subscription.tell(list -> list.add(1), 60);
        subscription.tell(list -> list.add(2), 40);
        subscription.tell(list -> list.add(3), 50);
        subscription.tell(list -> list.add(4), 1000);
        go.countDown();
        await().untilAsserted(() -> assertThat(seen).containsExactly(4));
        assertThat(full).hasValue(3);
    }

    @Test
    void shouldInterruptAHangingCallWhenItsListenerIsRemovedAndNoOther() {
        CountDownLatch inside = new CountDownLatch(2);
        List<String> interrupted = new CopyOnWriteArrayList<>();
        Subscription<String> hanging = delivery.subscribe("hanging");
        Subscription<String> other = delivery.subscribe("other");
        CountDownLatch never = new CountDownLatch(1);
        Mailbox.Call<String> call = name -> {
            inside.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.add(name);
            }
        };
        hanging.tell(call, 0);
        hanging.tell(name -> interrupted.add("called after its removal"), 0);
        other.tell(call, 0);
        block(inside);
        delivery.unsubscribe(hanging);
        assertThat(interrupted).containsExactly("hanging");
        never.countDown();
        other.tell(
                name -> {
                    if (Thread.currentThread().isInterrupted()) {
                        interrupted.add("the next call");
                    }
                    interrupted.add("done");
                },
                0);
        await().untilAsserted(() -> assertThat(interrupted).containsExactly("hanging", "done"));
    }

    @Test
    void shouldLetACallThatIsAboutToEndDoSoWhenItsListenerIsRemoved() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        Subscription<List<String>> subscription = delivery.subscribe(seen);
        subscription.tell(
                list -> {
                    inside.countDown();
                    block(go);
                    list.add(Thread.currentThread().isInterrupted() ? "interrupted" : "ended");
                },
                0);
        block(inside);
        new Thread(go::countDown).start();
        delivery.unsubscribe(subscription);
        assertThat(seen).containsExactly("ended");
    }

    @Test
    void shouldLetAListenerRemoveItself() {
        CountDownLatch removed = new CountDownLatch(1);
        List<Subscription<String>> subscriptions = new CopyOnWriteArrayList<>();
        subscriptions.add(delivery.subscribe("listener"));
        subscriptions
                .get(0)
                .tell(
                        name -> {
                            delivery.unsubscribe(subscriptions.get(0));
                            removed.countDown();
                        },
                        0);
        await().until(() -> removed.getCount() == 0);
    }

    @Test
    void shouldLeaveNothingOfARemovedListener() {
        CountDownLatch called = new CountDownLatch(1);
        Object listener = new Object();
        WeakReference<Object> trace = new WeakReference<>(listener);
        Subscription<?> subscription = delivery.subscribe(listener);
        subscription.tell(ignored -> called.countDown(), 0);
        await().until(() -> called.getCount() == 0);
        delivery.unsubscribe(subscription);
        subscription = null;
        listener = null;
        await().until(() -> {
            System.gc();
            return trace.get() == null;
        });
    }

    @Test
    void shouldRunCallbacksSeriallyAndInTheCallersThreadOnceClosed() {
        Executor executor = delivery.executor("callbacks");
        List<String> seen = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 50; i++) {
            String number = Integer.toString(i);
            executor.execute(() -> seen.add(number));
        }
        delivery.close();
        assertThat(seen).hasSize(50);
        executor.execute(() -> seen.add(Thread.currentThread().getName()));
        assertThat(seen.get(50)).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void shouldCloseWhileListenersHangAndRefuseWhatComesLater() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Subscription<Object> subscription = delivery.subscribe(new Object());
        subscription.tell(
                listener -> {
                    inside.countDown();
                    block(never);
                },
                0);
        block(inside);
        delivery.close();
        delivery.close();
        AtomicInteger late = new AtomicInteger();
        delivery.subscribe(late).tell(AtomicInteger::incrementAndGet, 0);
        assertThat(late).hasValue(0);
    }

    @Test
    void shouldRefuseBoundsThatAreNone() {
        assertThatThrownBy(() -> new Delivery.Settings(0, 1, 1, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 threads");
        assertThatThrownBy(() -> new Delivery.Settings(1, 1, 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
