package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.servergroup.agent.internal.OutboundQueue.Message;

class OutboundQueueTest {
    private final Traffic queued = new Traffic();
    private Settings settings = Settings.DEFAULT;
    private long now;
    private final OutboundQueue queue = new OutboundQueue(() -> settings, queued, () -> now);

    private static Message message(String text, long since) {
        return new Message(bytes(text), null, since);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
        queue.giveBack(List.of(bytes("a"), bytes("b")));
        assertThat(rest()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldDropOldestWhenFull() {
        long two = 2 * Message.cost(1);
        settings = AgentFixture.withQueuedBytes(two);
        assertThat(queue.addLast(message("a", 0))).isEmpty();
        assertThat(queue.addLast(message("b", 0))).isEmpty();
        assertThat(texts(queue.addLast(message("c", 0)))).containsExactly("a");
        assertThat(texts(queue.giveBack(List.of(bytes("x"), bytes("y"))))).containsExactly("x", "y");
        assertThat(queue.bytes()).isEqualTo(two);
        assertThat(queue.pollOverflow()).isEmpty();
        settings = AgentFixture.withQueuedBytes(two - 1);
        assertThat(texts(queue.pollOverflow())).containsExactly("b");
        assertThat(rest()).containsExactly("c");
    }

    @Test
    void shouldCountWhatHadToWaitOnce() {
        queue.addLast(message("abc", 0));
        queue.putBack(message("d", 0));
        queue.giveBack(List.of(bytes("e")));
        assertThat(queued.count()).isEqualTo(new Traffic.Count(1, 3));
    }

    @Test
    void shouldCountWhatAMessageCostsBesidesItsBytes() {
        queue.addLast(message("", 0));
        assertThat(queue.bytes()).isEqualTo(OutboundQueue.OVERHEAD_BYTES);
    }

    @Test
    void shouldDropWhatHasWaitedForTooLong() {
        settings = AgentFixture.withQueuedAge(Duration.ofNanos(100));
        queue.addLast(message("a", 10));
        queue.addLast(message("b", 20));
        queue.addLast(message("c", 30));
        now = 105;
        assertThat(queue.nextExpiry()).isEqualTo(5);
        assertThat(queue.pollExpired()).isEmpty();
        now = 120;
        assertThat(queue.nextExpiry()).isZero();
        assertThat(texts(queue.pollExpired())).containsExactly("a", "b");
        assertThat(queue.age()).isEqualTo(90);
        assertThat(rest()).containsExactly("c");
    }

    @Test
    void shouldMakeWhatIsGivenBackAsOldAsTheOldest() {
        queue.addLast(message("b", 10));
        now = 110;
        queue.giveBack(List.of(bytes("a")));
        assertThat(queue.age()).isEqualTo(100);
        assertThat(rest()).containsExactly("a", "b");
        queue.giveBack(List.of(bytes("c")));
        assertThat(queue.age()).isZero();
    }

    @Test
    void shouldHaveNoAgeWhenEmpty() {
        now = Duration.ofDays(1).toNanos();
        assertThat(queue.age()).isZero();
        assertThat(queue.nextExpiry()).isEqualTo(-1);
        assertThat(queue.pollExpired()).isEmpty();
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
