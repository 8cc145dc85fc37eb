package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.servergroup.agent.internal.OutboundQueue.Message;

class OutboundQueueTest {
    private final OutboundQueue queue = new OutboundQueue();

    private static Message message(String text, long since) {
        return new Message(text.getBytes(StandardCharsets.UTF_8), null, since);
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream()
                .map(message -> new String(message.frame(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> rest() {
        List<Message> all = new ArrayList<>();
        for (Message message = queue.poll(); message != null; message = queue.poll()) {
            all.add(message);
        }
        return texts(all);
    }

    @Test
    void shouldKeepOrder() {
        queue.addLast(message("c", 0));
        queue.addLast(message("d", 0));
        queue.addFirst(List.of(message("a", 0), message("b", 0)));
        assertThat(rest()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldDropOldestWhenFull() {
        for (String text : List.of("a", "b", "c", "d")) {
            queue.addLast(message(text, 0));
        }
        long two = 2 * Message.cost(1);
        assertThat(texts(queue.pollOverflow(two))).containsExactly("a", "b");
        assertThat(queue.bytes()).isEqualTo(two);
        assertThat(queue.pollOverflow(two)).isEmpty();
    }

    @Test
    void shouldCountWhatAMessageCostsBesidesItsBytes() {
        queue.addLast(message("", 0));
        assertThat(queue.bytes()).isEqualTo(OutboundQueue.OVERHEAD_BYTES);
    }

    @Test
    void shouldDropWhatHasWaitedForTooLong() {
        queue.addLast(message("a", 10));
        queue.addLast(message("b", 20));
        queue.addLast(message("c", 30));
        assertThat(texts(queue.pollExpired(120, 100))).containsExactly("a", "b");
        assertThat(queue.age(120)).isEqualTo(90);
        assertThat(rest()).containsExactly("c");
    }

    @Test
    void shouldHaveNoAgeWhenEmpty() {
        assertThat(queue.age(1_000)).isZero();
        assertThat(queue.pollExpired(1_000, 1)).isEmpty();
    }

    @Test
    void shouldGiveAllAtTheEnd() {
        queue.addLast(message("a", 0));
        queue.addLast(message("", 0));
        assertThat(texts(queue.pollAll())).containsExactly("a", "");
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
    }
}
