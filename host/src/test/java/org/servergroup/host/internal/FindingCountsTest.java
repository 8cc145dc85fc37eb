package org.servergroup.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingCountsTest {
    private final List<Snapshot.Finding> wrong = new ArrayList<>();
    private long now = Long.MAX_VALUE; // the clock may run over
    private int looks;
    private final FindingCounts counts = new FindingCounts(
            () -> {
                looks++;
                return List.copyOf(wrong);
            },
            () -> now);

    @Test
    void shouldLookOnceInAWhileHoweverOftenItIsAsked() {
        assertThat(counts.of("error")).isZero();
        wrong.add(Snapshot.Finding.error("one", "is not connected", ""));
        wrong.add(Snapshot.Finding.warning("two", "is in no server group", ""));

        now += FindingCounts.MAX_AGE_NANOS - 1;
        assertThat(counts.of("error")).isZero();
        assertThat(looks).isEqualTo(1);

        now++;
        assertThat(counts.of("error")).isEqualTo(1);
        assertThat(counts.of("warning")).isEqualTo(1);
        assertThat(looks).isEqualTo(2);
    }
}
