package org.servergroup.vmtest;

import java.util.List;

/** The product's scenarios, in the order in which they are played. */
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all() {
        return List.of(
                new DemoScenario(),
                new HostRestartScenario(),
                new GuestFaultScenario(),
                new FlapScenario(),
                new AgentKilledScenario(),
                new HotSwapScenario(),
                new UnplugScenario(),
                new BulkScenario());
    }
}
