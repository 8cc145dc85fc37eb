package org.servergroup.agent.internal;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.servergroup.BroadcastListener;
import org.servergroup.LinkListener;
import org.servergroup.MessageHandler;
import org.servergroup.NackListener;
import org.servergroup.NotificationListener;
import org.servergroup.messaging.Endpoint;

/**
 * Finds the listeners and handlers in the framework. A component apart from the one with the services, because a listener
 * may well refer to these: while the one component was being activated for the other's sake, it would not get them.
 */
@Component(
        name = "org.servergroup.agent.whiteboard",
        service = {},
        immediate = true)
public final class WhiteboardComponent {
    private final Endpoint endpoint;

    /** Takes the agent, which outlives every transport. */
    @Activate
    public WhiteboardComponent(@Reference(name = "agent") AgentComponent agent) {
        endpoint = agent.agent().endpoint();
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
