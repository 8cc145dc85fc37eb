package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servergroup.itest.scenario.Installation;
import org.servergroup.itest.scenario.Narrator;
import org.servergroup.itest.scenario.NotSeenException;
import org.servergroup.itest.scenario.Scenario;

/** The whole of it, end to end: what ./demo shows. */
class ScenarioIT {
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldSeeEveryStepAndLeaveNoProcess() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        Narrator narrator = new Narrator(new PrintStream(told, true, StandardCharsets.UTF_8), false);
        try (Scenario scenario = new Scenario(new Installation(Launched.DISTRIBUTION), narrator)) {
            try {
                scenario.play();
            } catch (NotSeenException e) {
                scenario.tellWhatIsKnown();
                throw new AssertionError(told.toString(StandardCharsets.UTF_8), e);
            }
        }
        assertThat(ProcessHandle.current().children()).isEmpty();
    }
}
