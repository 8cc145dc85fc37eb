package org.servergroup.vmtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlapAccountTest {
    private final FlapAccount account = new FlapAccount();

    @Test
    void shouldCountWhatThePortLostWhereAConnectionEnded() {
        account.connection(List.of("", message(1), "", message(2)), "{\"ver");
        account.connection(List.of("sion\":2}", "", message(5), ""), "");

        assertThat(account.verdict())
                .contains("3 of 5 messages")
                .contains("2 lost and 2 torn")
                .contains("at most 2");
    }

    @Test
    void shouldFindALossInsideAConnection() {
        account.connection(List.of(message(1), message(3)), "");

        assertThatThrownBy(account::verdict).isInstanceOf(NotSeen.class).hasMessageContaining("1 missing before 3");
    }

    @Test
    void shouldFindATornLineInsideAConnection() {
        account.connection(List.of(message(1), "{\"ver", message(2)), "");

        assertThatThrownBy(account::verdict).isInstanceOf(NotSeen.class).hasMessageContaining("not a message");
    }

    @Test
    void shouldFindDisorder() {
        account.connection(List.of(message(1), message(2)), "");
        account.connection(List.of(message(2)), "");

        assertThatThrownBy(account::verdict).isInstanceOf(NotSeen.class).hasMessageContaining("2 after 2");
    }

    private static String message(int number) {
        return "{\"version\":2,\"data\":{\"n\":" + number + "}}";
    }
}
