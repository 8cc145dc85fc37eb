package org.servergroup.itest;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servergroup.itest.scenario.Program;

/** The host side is killed under traffic and started again: no guest has to do anything. */
class HostRestartIT {
    private static final int GUESTS = 20;

    /** Long, because machines are busy; the aim is 2 seconds, and what it takes is printed. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Path folder;

    @BeforeEach
    void makeFolder() throws Exception {
        // Not the configured temporary folder, whose path may be too long for a socket.
        folder = Files.createTempDirectory(Path.of("/tmp"), "sgr");
    }

    @AfterEach
    void removeFolder() throws Exception {
        Files.delete(folder);
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void shouldHaveAllGuestsBackAfterTheHostSideWasKilled() throws Exception {
        try (FakeGuests guests = new FakeGuests(folder, GUESTS)) {
            try (Program killed = host()) {
                await().atMost(Launched.DEADLINE).until(() -> guests.heardAfter(0) == GUESTS);
                killed.kill();
            }
            long begin = System.nanoTime();
            try (Program restarted = host()) {
                await("guests connected again, of " + GUESTS)
                        .pollInterval(Duration.ofMillis(5))
                        .atMost(DEADLINE)
                        .until(() -> guests.connectedMoreThan(1) == GUESTS);
                long connected = System.nanoTime();
                await("guests that hear each other again, of " + GUESTS)
                        .pollInterval(Duration.ofMillis(5))
                        .atMost(DEADLINE)
                        .until(() -> guests.heardAfter(1) == GUESTS);
                System.out.printf(
                        "%d guests: connected %d ms after the host side was started again, talking %d ms after%n",
                        GUESTS, millis(begin, connected), millis(begin, System.nanoTime()));
                // Not one that flaps: those that are back stay connected.
                await().during(Duration.ofMillis(300)).until(() -> guests.connectedMoreThan(2) == 0);
                restarted.process().destroy();
                restarted.awaitEnd(Launched.DEADLINE);
            }
        }
    }

    private Program host() throws Exception {
        return Launched.start("servergroup-host", "--log-level", "info", "--sockets", folder.toString());
    }

    private static long millis(long from, long to) {
        return TimeUnit.NANOSECONDS.toMillis(to - from);
    }
}
