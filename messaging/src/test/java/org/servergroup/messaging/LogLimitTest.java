package org.servergroup.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    @Test
    void shouldLetOneThroughPerMinuteAndCountTheOthers() {
        LogLimit limit = new LogLimit();
        long now = Long.MAX_VALUE - 5; // the nanosecond clock may wrap
        assertThat(limit.pass(now)).isZero();
        assertThat(limit.pass(now + 1)).isEqualTo(-1);
        assertThat(limit.pass(now + TimeUnit.SECONDS.toNanos(59))).isEqualTo(-1);
        assertThat(limit.pass(now + TimeUnit.SECONDS.toNanos(60))).isEqualTo(2);
        assertThat(limit.pass(now + TimeUnit.SECONDS.toNanos(61))).isEqualTo(-1);
    }
}
