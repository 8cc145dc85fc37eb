package org.servergroup.vmtest;

import java.nio.file.Path;
import java.util.List;

/** The product's scenarios, in the order in which they are played. */
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all(Path home) {
        // Two of them have the agents compiled, and so started anew.
        return List.of(
                new DemoScenario(),
                new HostRestartScenario(),
                new GuestFaultScenario(),
                new AgentKilledScenario(),
                new HotSwapScenario(),
                new UnplugScenario(),
                new FlapScenario(),
                new BulkScenario(),
                new SystemdScenario(home.resolve("prepare")));
    }
}
