package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void shouldDoubleUpToTheLongestDelay() {
        Backoff backoff = new Backoff(100, 5_000, new Random(1));
        long base = 100;
        for (int i = 0; i < 20; i++) {
            assertThat(backoff.next()).isBetween(Math.max(100, base / 2), base);
            base = Math.min(base * 2, 5_000);
        }
    }

    @Test
    void shouldBeginAnewAfterSuccess() {
        Backoff backoff = new Backoff(100, 5_000, new Random(1));
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(100);
    }

    @Test
    void shouldScatterDelays() {
        long distinct = java.util.stream.LongStream.range(0, 50)
                .map(seed -> {
                    Backoff backoff = new Backoff(1_000_000, 64_000_000, new Random(seed));
                    backoff.next();
                    backoff.next();
                    return backoff.next();
                })
                .distinct()
                .count();
        assertThat(distinct).isGreaterThan(40);
    }

    @Test
    void shouldNotOverflow() {
        Backoff backoff = new Backoff(Long.MAX_VALUE / 4, Long.MAX_VALUE / 2, new Random(1));
        for (int i = 0; i < 10; i++) {
            assertThat(backoff.next()).isPositive();
        }
    }

    @Test
    void shouldRefuseDelaysThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(0, 1, new Random()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(2, 1, new Random()));
    }
}
