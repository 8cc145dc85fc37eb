package org.servergroup.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForeignCallsTest {
    private final List<String> logged = new ArrayList<>();
    private final List<String> called = new ArrayList<>();
    private final ForeignCalls calls = new ForeignCalls(new Recorder());

    @Test
    void shouldKeepAnExceptionFromTheCallerAndLogItEverMoreSeldom() {
        for (int i = 0; i < 10; i++) {
            calls.make("linkUp", () -> {
                throw new IllegalStateException("on purpose");
            });
        }
        assertThat(logged)
                .containsExactly(
                        "receiver threw in linkUp, 1 times in all: on purpose",
                        "receiver threw in linkUp, 2 times in all: on purpose",
                        "receiver threw in linkUp, 4 times in all: on purpose",
                        "receiver threw in linkUp, 8 times in all: on purpose");
    }

    @Test
    void shouldCountAllThatIsThrownTogether() {
        calls.threw("received", new IllegalStateException("first"));
        calls.makeEvenIfMuted("returned", () -> {
            throw new IllegalStateException("second");
        });
        assertThat(logged).last().isEqualTo("receiver threw in returned, 2 times in all: second");
    }

    @Test
    void shouldLetAnErrorGo() {
        assertThatThrownBy(() -> calls.make("linkUp", () -> {
                    throw new AssertionError("on purpose");
                }))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void shouldCallWhenMutedOnlyWhatIsCalledInAnyCase() {
        calls.make("linkUp", () -> called.add("before"));
        assertThat(calls.areMuted()).isFalse();
        calls.mute();
        calls.make("linkUp", () -> called.add("after"));
        calls.makeEvenIfMuted("returned", () -> called.add("in any case"));
        assertThat(calls.areMuted()).isTrue();
        assertThat(called).containsExactly("before", "in any case");
    }

    private final class Recorder implements System.Logger {
        @Override
        public String getName() {
            return "recorder";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, Throwable thrown) {
            logged.add(message + ": " + thrown.getMessage());
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, Object... parameters) {
            logged.add(format);
        }
    }
}
