package org.servergroup.sample.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.osgi.util.promise.Promise;
import org.osgi.util.promise.Promises;
import org.servergroup.Member;
import org.servergroup.NotAcceptedException;
import org.servergroup.ServerGroup;
import org.servergroup.StatusTimeoutException;

class SampleComponentTest {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<IOException> failures = new ArrayList<>();

    /** Fails as often as there are failures, and then answers. */
    private final ServerGroup group = new ServerGroup() {
        @Override
        public void broadcast(String text) throws IOException {
            calls.add("broadcast " + text);
            if (!failures.isEmpty() && failures.get(0) instanceof NotAcceptedException) {
                throw failures.remove(0);
            }
        }

        @Override
        public Promise<List<Member>> status() {
            calls.add("status");
            return failures.isEmpty() ? Promises.resolved(List.of()) : Promises.failed(failures.remove(0));
        }
    };

    private SampleComponent component(String message) {
        return new SampleComponent(message, new TextFormat(), group);
    }

    @Test
    void shouldBroadcastOnceAndAskUntilItIsAnswered() throws InterruptedException {
        failures.add(new NotAcceptedException("full"));
        failures.add(new StatusTimeoutException("late", List.of()));
        List<String> problems = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        Consumer<IOException> told = problem -> problems.add(String.valueOf(problem.getMessage()));
        Conversation conversation = new Conversation(group, new Printer(new TextFormat(), lines::add), told);
        assertThat(conversation.run("hello", null)).isTrue();
        assertThat(calls).containsExactly("broadcast hello", "broadcast hello", "status", "status");
        assertThat(problems).containsExactly("full", "late");
        assertThat(lines).containsExactly("got server group status response msg: []\n");
    }

    @Test
    void shouldStartAndStop() {
        SampleComponent component = component("hello");
        component.start();
        await().untilAsserted(() -> assertThat(calls).containsExactly("broadcast hello", "status"));
        component.stop();
        SampleComponent silent = component("");
        silent.start();
        await().untilAsserted(() -> assertThat(calls).containsExactly("broadcast hello", "status", "status"));
        silent.stop();
    }

    @Test
    void shouldStopWhileItWaits() {
        for (int i = 0; i < 100; i++) {
            failures.add(new NotAcceptedException("nobody there"));
        }
        SampleComponent component = component("hello");
        component.start();
        await().until(() -> !calls.isEmpty());
        component.stop();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("servergroup-sample"));
    }
}
