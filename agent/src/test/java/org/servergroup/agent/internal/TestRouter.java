package org.servergroup.agent.internal;

import java.io.IOException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.servergroup.messaging.Delivery;
import org.servergroup.messaging.Endpoint;

/** A router that nothing is connected to. */
final class TestRouter {
    private TestRouter() {}

    static Router create() {
        Counters counters = new Counters();
        Discards discards = new Discards(counters, new MemoryLogger(), System::nanoTime);
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(0);
        Delivery delivery = new Delivery(Delivery.Settings.DEFAULT, timer, (reason, count) -> {});
        Endpoint endpoint = new Endpoint(
                "cgcs.server_grp",
                Settings.DEFAULT.statusTimeout(),
                (source, destination, data) -> {},
                delivery,
                timer,
                (reason, count) -> {});
        return new Router(() -> Settings.DEFAULT, counters, discards, endpoint, timer, System::nanoTime);
    }

    /** A channel to a host, of a router of its own; nobody is told of it. */
    static HostSession session() {
        return new HostSession("fake", create(), new HostSession.Owner() {
            @Override
            public void linkChanged(HostSession session, String reason) {}

            @Override
            public void failed(HostSession session, IOException cause) {}
        });
    }
}
