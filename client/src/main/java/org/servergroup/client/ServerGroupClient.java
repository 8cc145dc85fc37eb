package org.servergroup.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.servergroup.BroadcastListener;
import org.servergroup.HostMessaging;
import org.servergroup.LinkListener;
import org.servergroup.MessageHandler;
import org.servergroup.NackListener;
import org.servergroup.NotificationListener;
import org.servergroup.ServerGroup;
import org.servergroup.client.internal.Connection;
import org.servergroup.client.internal.Settings;
import org.servergroup.messaging.Endpoint;
import org.servergroup.spi.AddressInUseException;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalTransport;

/**
 * The server group for plain Java: a local socket of one's own, by which the agent on this machine is reached.
 * Thread-safe.
 *
 * <p>Listeners are given to the builder. Their threads, order and limits are those of {@link BroadcastListener}; all
 * threads of a client are daemons. A {@link LinkListener} is told whether the agent can be reached, as far as that is
 * known: a datagram socket has no connection, so the link is down at first, goes up with a message that the agent takes
 * or sends, and down with one that finds nobody there. The agent may be restarted at any time; that it is back shows with
 * the next message in either direction.
 */
public final class ServerGroupClient implements AutoCloseable {
    private final Connection connection;

    private ServerGroupClient(Connection connection) {
        this.connection = connection;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The server group; the same object each time. Fails with {@link IOException} once this client is closed. */
    public ServerGroup serverGroup() {
        return connection.endpoint().serverGroup();
    }

    /**
     * Messages to any address on the host; the same object each time. The source address must be the address that this
     * client is bound to.
     */
    public HostMessaging hostMessaging() {
        return connection.endpoint().hostMessaging();
    }

    /** How many messages were dropped here so far, for each reason that has occurred. */
    public Map<Discard, Long> discards() {
        return connection.discards();
    }

    /**
     * Fails pending status queries, unbinds the address and ends the threads, within a few seconds. A listener that is
     * being called is interrupted. Idempotent.
     */
    @Override
    public void close() {
        connection.close();
    }

    /** What a client is made of. Not thread-safe. */
    public static final class Builder {
        private String address = Settings.DEFAULT.address();
        private String agentAddress = Settings.DEFAULT.agentAddress();
        private Duration statusTimeout = Settings.DEFAULT.statusTimeout();
        private Duration sendTimeout = Settings.DEFAULT.sendTimeout();
        private @Nullable LocalTransport transport;
        private final List<Consumer<Endpoint>> listeners = new ArrayList<>();
        private final List<MessageHandler> handlers = new ArrayList<>();

        private Builder() {}

        /**
         * The local address to bind, {@code cgcs.server_grp} by default: the one at which hosts tell broadcasts and
         * notifications. 1 to 107 bytes of UTF-8 without a NUL.
         */
        public Builder address(String name) {
            address = Objects.requireNonNull(name, "name");
            return this;
        }

        /** The local address of the agent, {@code cgcs.messaging} by default. */
        public Builder agentAddress(String name) {
            agentAddress = Objects.requireNonNull(name, "name");
            return this;
        }

        /** How long {@link ServerGroup#status} waits for the answers, 5 seconds by default. */
        public Builder statusTimeout(Duration timeout) {
            statusTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /** How long a sender waits while the agent makes no room, 5 seconds by default. */
        public Builder sendTimeout(Duration timeout) {
            sendTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /** The transport to use, instead of the first one that {@link ServiceLoader} finds. */
        public Builder transport(LocalTransport localTransport) {
            transport = Objects.requireNonNull(localTransport, "localTransport");
            return this;
        }

        /** Adds a listener for the broadcasts of other members. */
        public Builder onBroadcast(BroadcastListener listener) {
            Objects.requireNonNull(listener, "listener");
            listeners.add(endpoint -> endpoint.addBroadcastListener(listener));
            return this;
        }

        /** Adds a listener for changes of state of other members. */
        public Builder onNotification(NotificationListener listener) {
            Objects.requireNonNull(listener, "listener");
            listeners.add(endpoint -> endpoint.addNotificationListener(listener));
            return this;
        }

        /** Adds a listener for messages that were refused or dropped. */
        public Builder onNack(NackListener listener) {
            Objects.requireNonNull(listener, "listener");
            listeners.add(endpoint -> endpoint.addNackListener(listener));
            return this;
        }

        /** Adds a listener for whether the agent can be reached. */
        public Builder onLink(LinkListener listener) {
            Objects.requireNonNull(listener, "listener");
            listeners.add(endpoint -> endpoint.addLinkListener(listener));
            return this;
        }

        /** Adds a handler for every message that comes to this client's address, of whatever group. */
        public Builder onMessage(MessageHandler handler) {
            handlers.add(Objects.requireNonNull(handler, "handler"));
            return this;
        }

        /**
         * Binds the address and starts listening. The agent need not be there yet.
         *
         * @throws IllegalArgumentException if an address cannot exist, or a time-out is not positive
         * @throws IllegalStateException if there is no transport
         * @throws AddressInUseException if another process, or another client in this one, is bound to the address
         * @throws IOException if the address cannot be bound for another reason
         */
        public ServerGroupClient open() throws IOException {
            Settings settings = new Settings(address, agentAddress, statusTimeout, sendTimeout);
            LocalTransport over = transport == null ? findTransport() : transport;
            Connection connection = new Connection(settings, failure -> {});
            boolean opened = false;
            try {
                listeners.forEach(add -> add.accept(connection.endpoint()));
                handlers.forEach(handler -> connection.endpoint().addMessageHandler(handler, List.of(address)));
                connection.open(over);
                opened = true;
            } finally {
                if (!opened) {
                    connection.close();
                }
            }
            return new ServerGroupClient(connection);
        }

        private static LocalTransport findTransport() {
            Iterator<LocalTransport> found =
                    ServiceLoader.load(LocalTransport.class).iterator();
            if (!found.hasNext()) {
                throw new IllegalStateException(
                        "no LocalTransport is on the class path: add org.servergroup.transport-unix, or give one to the builder");
            }
            return found.next();
        }
    }
}
