package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.servergroup.spi.Discard;

class DiscardsTest {
    private final Counters counters = new Counters();
    private final MemoryLogger log = new MemoryLogger();
    private final AtomicLong now = new AtomicLong(-5);
    private final Discards discards = new Discards(counters, log, now::get);

    private void drop(Discard reason, long messages) {
        discards.dropped(Direction.TO_HOST, reason, messages, 10 * messages, "app");
    }

    @Test
    void shouldLogTheFirstLossAtOnce() {
        drop(Discard.TOO_LONG, 1);
        assertThat(log.lines()).containsExactly("WARNING dropped 1 message to the host: too_long (app)");
    }

    @Test
    void shouldLogTheLossesOfAMinuteWithTheFirstOneAfterIt() {
        drop(Discard.TOO_LONG, 1);
        now.addAndGet(TimeUnit.SECONDS.toNanos(59));
        drop(Discard.TOO_LONG, 3);
        assertThat(log.lines()).hasSize(1);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        drop(Discard.TOO_LONG, 2);
        assertThat(log.lines()).last().isEqualTo("WARNING dropped 5 messages to the host: too_long (app)");
        drop(Discard.TOO_LONG, 2);
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void shouldLimitEachReasonAndDirectionByItself() {
        drop(Discard.TOO_LONG, 1);
        drop(Discard.NOT_JSON, 1);
        discards.dropped(Direction.TO_APPS, Discard.TOO_LONG, 1, 1, "");
        assertThat(log.lines()).hasSize(3);
        assertThat(log.lines()).last().isEqualTo("WARNING dropped 1 message to applications: too_long");
    }

    @Test
    void shouldCountAllOfThem() {
        drop(Discard.TOO_LONG, 1);
        drop(Discard.TOO_LONG, 4);
        drop(Discard.EMPTY, 0);
        Counters.Snapshot snapshot = counters.snapshot();
        assertThat(snapshot.discarded(Direction.TO_HOST, Discard.TOO_LONG)).isEqualTo(5);
        assertThat(snapshot.discarded(Direction.TO_HOST, Discard.EMPTY)).isZero();
        assertThat(snapshot.discardedInAll()).isEqualTo(5);
        assertThat(snapshot.discarded())
                .extractingByKey(Direction.TO_HOST)
                .extracting(reasons -> reasons.get(Discard.TOO_LONG))
                .isEqualTo(new Traffic.Count(5, 50));
    }

    @Test
    void shouldNameTheProcessOfWhichNoAddressIsKnown() {
        int pid = (int) ProcessHandle.current().pid();
        String named = Program.of(pid).toString();
        assertThat(named).startsWith("pid " + pid + " (");

        discards.dropped(Discard.UNBOUND_SENDER, 10, pid);
        assertThat(log.lines())
                .containsExactly("WARNING dropped 1 message to the host: unbound_sender (" + named + ")");
        assertThat(discards.lastAbout(Direction.TO_HOST, Discard.UNBOUND_SENDER))
                .isEqualTo(named);

        // Under a flood nothing is looked at.
        discards.dropped(Discard.UNBOUND_SENDER, 10, 1);
        assertThat(log.lines()).hasSize(1);
        assertThat(discards.lastAbout(Direction.TO_HOST, Discard.UNBOUND_SENDER))
                .isEqualTo("pid 1");
        assertThat(counters.snapshot().discarded(Direction.TO_HOST, Discard.UNBOUND_SENDER))
                .isEqualTo(2);
    }

    @Test
    void shouldDoWithoutTheProcess() {
        discards.dropped(Discard.UNBOUND_SENDER, 10, 0);
        discards.dropped(Discard.PATH_SENDER, 10, Integer.MAX_VALUE);
        assertThat(log.lines())
                .containsExactly(
                        "WARNING dropped 1 message to the host: unbound_sender",
                        "WARNING dropped 1 message to the host: path_sender (pid " + Integer.MAX_VALUE + ")");
        assertThat(discards.lastAbout(Direction.TO_HOST, Discard.UNBOUND_SENDER))
                .isEmpty();
    }

    @Test
    void shouldNotLetANameForgeALine() {
        discards.dropped(Direction.TO_HOST, Discard.EMPTY, 1, 0, "a\nWARNING b" + "x".repeat(1_000));
        assertThat(log.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .doesNotContain("\n")
                        .contains("a?WARNING b")
                        .hasSizeLessThan(200));
    }
}
