package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostSelectionTest {
    private final HostSelection selection = new HostSelection(() -> Settings.DEFAULT, new Random(1));

    @BeforeEach
    void addTwo() {
        selection.add(new FakeHost("/dev/better", List.of()), "better", 1, 10);
        selection.add(new FakeHost("/dev/lesser", List.of()), "lesser", 2, 0);
    }

    private HostCandidate candidate(String name) {
        return selection.standings().stream()
                .map(HostSelection.Standing::candidate)
                .filter(candidate -> candidate.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    private HostSession use(String name) {
        HostSession session = TestRouter.session();
        selection.opening(candidate(name), session);
        assertThat(selection.opened(candidate(name))).isTrue();
        return session;
    }

    private @Nullable String next() throws InterruptedException {
        HostCandidate next = selection.next();
        return next == null ? null : next.name;
    }

    private List<String> states() {
        return selection.standings().stream()
                .map(each -> each.candidate().name + " " + each.state())
                .toList();
    }

    @Test
    void shouldGiveUpWhatHasFailedBeforeABetterOneIsTried() throws InterruptedException {
        HostSession session = use("lesser");
        selection.failed(TestRouter.session(), new IOException("of another channel"));
        assertThat(next()).isEqualTo("better");
        selection.notOpened(candidate("better"), "busy");
        selection.retryNow();
        selection.failed(session, new IOException("first"));
        selection.failed(session, new IOException("second"));
        assertThat(next()).isEqualTo("lesser");
        assertThat(selection.loss(candidate("lesser")).failure()).hasMessage("first");
        selection.lost(candidate("lesser"));
        assertThat(next()).isEqualTo("better");
    }

    @Test
    void shouldHearAChannelThatFailsWhileItIsBeingOpened() throws InterruptedException {
        assertThat(next()).isEqualTo("better");
        HostSession session = TestRouter.session();
        selection.opening(candidate("better"), session);
        selection.failed(session, new IOException("at once"));
        assertThat(selection.opened(candidate("better"))).isTrue();
        assertThat(selection.loss(candidate("better")).failure()).hasMessage("at once");
    }

    @Test
    void shouldNotHearAChannelThatWasReleased() {
        HostSession session = use("better");
        assertThat(selection.release(candidate("better"))).isSameAs(session);
        selection.failed(session, new IOException("closed"));
        assertThat(selection.loss(candidate("better")).failure()).isNull();
        assertThat(selection.release(candidate("better"))).isNull();
    }

    @Test
    void shouldSayWhatIsDoneWithEach() {
        assertThat(states()).containsExactly("better down", "lesser down");
        HostSession session = use("better");
        assertThat(states()).containsExactly("better waiting", "lesser spare");
        session.linkUp();
        assertThat(states()).containsExactly("better up", "lesser spare");
        selection.lost(candidate("better"));
        assertThat(states()).containsExactly("better down", "lesser down");
    }

    @Test
    void shouldUseNoneOnceItIsStopped() throws InterruptedException {
        selection.stop();
        assertThat(selection.opened(candidate("better"))).isFalse();
        assertThat(next()).isNull();
    }
}
