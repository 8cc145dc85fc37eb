package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostCandidatesTest {
    private static final long DELAY_NANOS = TimeUnit.HOURS.toNanos(1);

    private final HostCandidates candidates = new HostCandidates();
    private final HostCandidate younger = add(4, 0);
    private final HostCandidate better = add(3, 10);
    private final HostCandidate older = add(2, 0);

    private HostCandidate add(long id, int ranking) {
        Backoff backoff = new Backoff(DELAY_NANOS, DELAY_NANOS, new Random(1));
        FakeHost host = new FakeHost("/dev/" + id, List.of());
        HostCandidate candidate = new HostCandidate(host, "fake", id, ranking, backoff);
        candidates.add(candidate);
        return candidate;
    }

    @Test
    void shouldPreferTheHigherRankedThenTheOlder() {
        assertThat(candidates.all()).containsExactly(better, older, younger);
        candidates.rank(4, 20);
        assertThat(candidates.all()).containsExactly(younger, better, older);
    }

    @Test
    void shouldTryTheNextBestUntilTheBestIsDueAgain() {
        long then = System.nanoTime();
        assertThat(candidates.due(then, null)).isSameAs(better);
        better.notOpened("busy");
        long now = System.nanoTime();
        assertThat(candidates.due(now, null)).isSameAs(older);
        older.notOpened("busy");
        younger.notOpened("busy");
        assertThat(candidates.due(now, null)).isNull();
        assertThat(candidates.untilDue(better.retryAt - 7, null)).isEqualTo(7);
        assertThat(candidates.due(better.retryAt, null)).isSameAs(better);
    }

    @Test
    void shouldTryOnlyWhatIsBetterThanTheOneInUse() {
        better.notOpened("busy");
        long now = System.nanoTime();
        assertThat(candidates.due(now, older)).isNull();
        assertThat(candidates.untilDue(better.retryAt - 7, older)).isEqualTo(7);
        assertThat(candidates.due(better.retryAt, older)).isSameAs(better);
        candidates.rank(4, 20);
        assertThat(candidates.due(now, older)).isSameAs(younger);
    }

    @Test
    void shouldWaitForNothingWhileTheBestIsInUse() {
        long now = System.nanoTime();
        assertThat(candidates.due(now, better)).isNull();
        assertThat(candidates.untilDue(now, better)).isEqualTo(HostCandidates.NEVER);
    }

    @Test
    void shouldForgetWhatWasTakenAway() {
        assertThat(candidates.remove(3)).isSameAs(better);
        assertThat(better.removed).isTrue();
        assertThat(candidates.due(System.nanoTime(), null)).isSameAs(older);
        assertThat(candidates.remove(3)).isNull();
    }
}
