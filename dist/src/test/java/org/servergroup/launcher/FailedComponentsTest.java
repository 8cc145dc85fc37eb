package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailedComponentsTest {
    @Test
    void shouldTellTheMessageOfTheDeepestCause() {
        String trace = """
                java.lang.reflect.InvocationTargetException
                \tat org.example.Outer.call(Outer.java:1)
                Caused by: java.lang.IllegalArgumentException: address must be 1 to 107 bytes: too long
                \tat org.example.Inner.check(Inner.java:2)
                \t... 50 more
                """;
        assertThat(FailedComponents.reason(trace)).isEqualTo("address must be 1 to 107 bytes: too long");
    }

    @Test
    void shouldTellWhatThereIsWithoutACauseOrAMessage() {
        assertThat(FailedComponents.reason("java.io.IOException: no such file\n\tat x"))
                .isEqualTo("no such file");
        assertThat(FailedComponents.reason("java.lang.NullPointerException\n\tat x"))
                .isEqualTo("java.lang.NullPointerException");
        assertThat(FailedComponents.reason("")).isEqualTo("failed");
    }
}
