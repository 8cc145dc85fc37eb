package org.servergroup.client.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
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
import org.servergroup.protocol.Limits;
import org.servergroup.spi.FailureListener;
import org.servergroup.spi.LocalTransport;

/** The client as a component, for a framework without an agent of its own. */
@Component(
        name = ClientComponent.PID,
        service = {ServerGroup.class, HostMessaging.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = ClientComponent.Config.class)
public final class ClientComponent implements ServerGroup, HostMessaging {
    /** Its configuration and its name. */
    static final String PID = "org.servergroup.client";

    private static final System.Logger LOG = System.getLogger(PID);

    private final Connection connection;

    @Reference(policy = ReferencePolicy.DYNAMIC)
    private volatile List<FailureListener> failureListeners = List.of();

    /** What may be configured. */
    @SuppressWarnings("MemberName") // two low lines are how a property's low line is written here
    @ObjectClassDefinition(name = "Server group client")
    @interface Config {
        @AttributeDefinition(description = "The abstract name to bind, 1 to 107 bytes.")
        String address() default Limits.GROUP_ADDRESS;

        @AttributeDefinition(description = "The abstract name of the agent.")
        String agent__address() default Limits.AGENT_ADDRESS;

        @AttributeDefinition(description = "How long a status query waits for its answers.")
        long status__timeout__ms() default 5000;

        @AttributeDefinition(description = "How long a sender waits while the agent makes no room.")
        long send__timeout__ms() default 5000;
    }

    /** Checks the configuration; binds nothing. */
    @Activate
    public ClientComponent(Config config) {
        this.connection = new Connection(settings(config), this::failed);
    }

    private static Settings settings(Config config) {
        return new Settings(
                config.address(),
                config.agent__address(),
                Duration.ofMillis(config.status__timeout__ms()),
                Duration.ofMillis(config.send__timeout__ms()));
    }

    /** Takes another configuration, unless it is invalid. */
    @Modified
    void modified(Config config) {
        try {
            connection.settings(settings(config));
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, "configuration refused, the last good one stays: {0}", e.getMessage());
        }
    }

    /** Unbinds the address. */
    @Deactivate
    void stop() {
        connection.close();
    }

    private void failed(IOException cause) {
        for (FailureListener listener : failureListeners) {
            listener.failed(PID, cause);
        }
    }

    private Endpoint endpoint() {
        return connection.endpoint();
    }

    @Override
    public void broadcast(String text) throws IOException {
        endpoint().serverGroup().broadcast(text);
    }

    @Override
    public Promise<List<Member>> status() {
        return endpoint().serverGroup().status();
    }

    @Override
    public void send(String sourceAddress, String destinationAddress, String json) throws IOException {
        endpoint().hostMessaging().send(sourceAddress, destinationAddress, json);
    }

    // Optional, so that the service stays the same while transports come and go.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTransport(LocalTransport transport) {
        connection.transportCame(transport);
    }

    void unbindTransport(LocalTransport transport) {
        connection.transportWent(transport);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindBroadcastListener(BroadcastListener listener) {
        endpoint().addBroadcastListener(listener);
    }

    void unbindBroadcastListener(BroadcastListener listener) {
        endpoint().removeBroadcastListener(listener);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindNotificationListener(NotificationListener listener) {
        endpoint().addNotificationListener(listener);
    }

    void unbindNotificationListener(NotificationListener listener) {
        endpoint().removeNotificationListener(listener);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindNackListener(NackListener listener) {
        endpoint().addNackListener(listener);
    }

    void unbindNackListener(NackListener listener) {
        endpoint().removeNackListener(listener);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindLinkListener(LinkListener listener) {
        endpoint().addLinkListener(listener);
    }

    void unbindLinkListener(LinkListener listener) {
        endpoint().removeLinkListener(listener);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindMessageHandler(MessageHandler handler, Map<String, Object> properties) {
        endpoint().addMessageHandler(handler, Endpoint.addresses(properties.get(MessageHandler.ADDRESS)));
    }

    void updatedMessageHandler(MessageHandler handler, Map<String, Object> properties) {
        endpoint().updateMessageHandler(handler, Endpoint.addresses(properties.get(MessageHandler.ADDRESS)));
    }

    void unbindMessageHandler(MessageHandler handler) {
        endpoint().removeMessageHandler(handler);
    }
}
