package org.servergroup.agent.internal;

import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.promise.Promise;
import org.servergroup.HostMessaging;
import org.servergroup.Member;
import org.servergroup.ServerGroup;
import org.servergroup.messaging.Endpoint;

/** Provides the API in the framework: its services. {@link WhiteboardComponent} has the other half. */
@Component(
        name = "org.servergroup.agent.messaging",
        service = {ServerGroup.class, HostMessaging.class},
        immediate = true)
public final class MessagingComponent implements ServerGroup, HostMessaging {
    private final Endpoint endpoint;

    /** Takes the agent, which outlives every transport. */
    @Activate
    public MessagingComponent(@Reference(name = "agent") AgentComponent agent) {
        endpoint = agent.agent().endpoint();
    }

    @Override
    public void broadcast(String text) throws IOException {
        endpoint.serverGroup().broadcast(text);
    }

    @Override
    public Promise<List<Member>> status() {
        return endpoint.serverGroup().status();
    }

    @Override
    public void send(String sourceAddress, String destinationAddress, String json) throws IOException {
        endpoint.hostMessaging().send(sourceAddress, destinationAddress, json);
    }
}
