package org.servergroup.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.osgi.util.promise.Deferred;
import org.osgi.util.promise.PromiseFactory;
import org.servergroup.Member;

class PendingQueriesTest {
    private final PendingQueries queries = new PendingQueries(Integer.MAX_VALUE - 1);

    private long add() throws IOException {
        Deferred<List<Member>> answer = new PromiseFactory(null).deferred();
        return queries.add(answer);
    }

    @Test
    void shouldCountOnFromOneAfterTheLargestNumberThatAHostCanRead() throws IOException {
        assertThat(List.of(add(), add(), add())).containsExactly((long) Integer.MAX_VALUE, 1L, 2L);
    }

    @Test
    void shouldLeaveNothingToTheTimerOfAQueryThatIsOver() throws IOException {
        long seq = add();
        Future<?> timeout = new FutureTask<>(() -> null);
        queries.timeout(seq, timeout);
        assertThat(queries.remove(seq)).isNotNull();
        assertThat(timeout).isCancelled();
        assertThat(queries.isEmpty()).isTrue();
    }
}
