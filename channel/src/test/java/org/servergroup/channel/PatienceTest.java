package org.servergroup.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Patience patience = new Patience();
    private long now = Long.MAX_VALUE - 1000; // the clock may run over

    private void waited(long millis, boolean inVain) {
        long before = now;
        pass(millis);
        patience.waited(before, now, inVain);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void shouldGoOnWaitingForPeersThatRead() {
        assertThat(patience.isLeft(now)).isTrue();
        waited(1, false);
        assertThat(patience.isLeft(now)).isTrue();
    }

    @Test
    void shouldWaitForNobodyAfterAPeerThatDidNotRead() {
        waited(4, true);
        assertThat(patience.isLeft(now)).isFalse();
        pass(79);
        assertThat(patience.isLeft(now)).isFalse();
        pass(1);
        assertThat(patience.isLeft(now)).isTrue();
        pass(Long.MAX_VALUE / 2_000_000);
        assertThat(patience.isLeft(now)).isTrue();
    }

    @Test
    void shouldWaitForNobodyAfterAPeerThatReadsSlowly() {
        waited(100, false);
        pass(1999);
        assertThat(patience.isLeft(now)).isFalse();
        pass(1);
        assertThat(patience.isLeft(now)).isTrue();
    }
}
