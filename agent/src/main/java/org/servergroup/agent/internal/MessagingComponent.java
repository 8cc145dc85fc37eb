package org.servergroup.agent.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.util.promise.Promise;
import org.servergroup.BroadcastListener;
import org.servergroup.HostMessaging;
import org.servergroup.LinkListener;
import org.servergroup.Member;
import org.servergroup.MessageHandler;
import org.servergroup.NackListener;
import org.servergroup.NotificationListener;
import org.servergroup.ServerGroup;
import org.servergroup.messaging.Endpoint;

/** Provides the API in the framework: its services, and its whiteboard. */
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

    @Reference(
            name = "broadcast_listener",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addBroadcastListener(BroadcastListener listener) {
        endpoint.addBroadcastListener(listener);
    }

    void removeBroadcastListener(BroadcastListener listener) {
        endpoint.removeBroadcastListener(listener);
    }

    @Reference(
            name = "notification_listener",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addNotificationListener(NotificationListener listener) {
        endpoint.addNotificationListener(listener);
    }

    void removeNotificationListener(NotificationListener listener) {
        endpoint.removeNotificationListener(listener);
    }

    @Reference(name = "nack_listener", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addNackListener(NackListener listener) {
        endpoint.addNackListener(listener);
    }

    void removeNackListener(NackListener listener) {
        endpoint.removeNackListener(listener);
    }

    @Reference(name = "link_listener", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addLinkListener(LinkListener listener) {
        endpoint.addLinkListener(listener);
    }

    void removeLinkListener(LinkListener listener) {
        endpoint.removeLinkListener(listener);
    }

    @Reference(
            name = "message_handler",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updatedMessageHandler")
    void addMessageHandler(MessageHandler handler, Map<String, Object> properties) {
        endpoint.addMessageHandler(handler, Endpoint.addresses(properties.get(MessageHandler.ADDRESS)));
    }

    void updatedMessageHandler(MessageHandler handler, Map<String, Object> properties) {
        endpoint.updateMessageHandler(handler, Endpoint.addresses(properties.get(MessageHandler.ADDRESS)));
    }

    void removeMessageHandler(MessageHandler handler) {
        endpoint.removeMessageHandler(handler);
    }
}
