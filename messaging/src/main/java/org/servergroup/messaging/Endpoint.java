package org.servergroup.messaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.util.promise.Promise;
import org.servergroup.BroadcastListener;
import org.servergroup.HostMessaging;
import org.servergroup.LinkListener;
import org.servergroup.Member;
import org.servergroup.Message;
import org.servergroup.MessageHandler;
import org.servergroup.Nack;
import org.servergroup.NackListener;
import org.servergroup.NotificationListener;
import org.servergroup.ServerGroup;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.Discard;

/**
 * Where the messages of one place, an agent or a client, become API calls and back. Thread-safe; starts no thread of its
 * own.
 *
 * <p>A listener is removed by identity, as often as it was added. Once a {@code remove} method has returned it is called
 * no more: a call that runs is given a moment to end and is then interrupted.
 */
public final class Endpoint implements AutoCloseable {
    private volatile String groupAddress;
    private final Outlet outlet;
    private final Link link;
    private final GroupInbox inbox;
    private final Handlers handlers;
    private final StatusQueries queries;
    private final ServerGroup serverGroup = new Group();
    private final HostMessaging hostMessaging = this::send;
    private volatile boolean closed;

    /**
     * Ready for use; the link counts as down until {@link #linkUp}.
     *
     * @param groupAddress the address at which server-group messages arrive here and from which they are sent, normally
     *     {@code cgcs.server_grp}
     * @param timer ends status queries; not shut down by this class
     * @param discards is told of messages that arrived and were of no use; called on the thread that brought them
     */
    public Endpoint(
            String groupAddress,
            Duration statusTimeout,
            Outlet outlet,
            Delivery delivery,
            ScheduledExecutorService timer,
            ObjLongConsumer<Discard> discards) {
        this.groupAddress = groupAddress;
        this.outlet = outlet;
        this.link = new Link(delivery);
        this.handlers = new Handlers(delivery);
        this.queries = new StatusQueries(statusTimeout, this::sendToGroup, delivery, timer, link::describe);
        this.inbox = new GroupInbox(delivery, queries, discards);
    }

    /** The service for applications; the same object each time. */
    public ServerGroup serverGroup() {
        return serverGroup;
    }

    /** The service for applications; the same object each time. */
    public HostMessaging hostMessaging() {
        return hostMessaging;
    }

    /** Moves to another address; what is sent from now on has it as its source. */
    public void groupAddress(String address) {
        groupAddress = address;
    }

    /** Takes another time-out, which counts for queries from now on. */
    public void statusTimeout(Duration timeout) {
        queries.timeLimit(timeout);
    }

    /** Whether anybody here wants what comes for that address. Cheap, for the relay path. */
    public boolean wants(String address) {
        return handlers.handles(address) || (address.equals(groupAddress) && !inbox.isIdle());
    }

    /**
     * A message from the host has arrived. Never blocks, never throws; parses only what somebody wants.
     *
     * @param address where it was sent to ({@code dest_addr}; in a client its own address)
     * @param source {@code source_addr}
     * @param data the bytes of {@code data}; heap-backed, borrowed; position and limit stay
     * @return whether anybody here wants what comes for that address
     */
    public boolean received(String address, String source, ByteBuffer data) {
        boolean wanted = false;
        if (handlers.handles(address)) {
            String json = StandardCharsets.UTF_8.decode(data.duplicate()).toString();
            handlers.tell(new Message(address, source, json), data.remaining());
            wanted = true;
        }
        if (address.equals(groupAddress) && !inbox.isIdle()) {
            wanted = true;
            // One who sits at an address of its own hears other groups there as well, which are not for us to judge.
            if (source.equals(Limits.GROUP_ADDRESS) || address.equals(Limits.GROUP_ADDRESS)) {
                inbox.received(data);
            }
        }
        return wanted;
    }

    /** The other end is there. Told to listeners if it is news. Never blocks. */
    public void linkUp() {
        link.up();
    }

    /** The other end has gone. Told to listeners if it is news. Never blocks. */
    public void linkDown(String reason) {
        link.down(reason);
    }

    /** A message that was sent from here had to be dropped on its way. Never blocks. */
    public void nacked(Nack nack) {
        inbox.nacked(nack);
    }

    /** A listener has come. */
    public void addBroadcastListener(BroadcastListener listener) {
        inbox.broadcastListeners().add(listener);
    }

    /** A listener has gone. */
    public void removeBroadcastListener(BroadcastListener listener) {
        inbox.broadcastListeners().remove(listener);
    }

    /** A listener has come. */
    public void addNotificationListener(NotificationListener listener) {
        inbox.notificationListeners().add(listener);
    }

    /** A listener has gone. */
    public void removeNotificationListener(NotificationListener listener) {
        inbox.notificationListeners().remove(listener);
    }

    /** A listener has come. */
    public void addNackListener(NackListener listener) {
        inbox.nackListeners().add(listener);
    }

    /** A listener has gone. */
    public void removeNackListener(NackListener listener) {
        inbox.nackListeners().remove(listener);
    }

    /** A listener has come. It is told the present state. */
    public void addLinkListener(LinkListener listener) {
        link.add(listener);
    }

    /** A listener has gone. */
    public void removeLinkListener(LinkListener listener) {
        link.remove(listener);
    }

    /** A handler has come, for these addresses. */
    public void addMessageHandler(MessageHandler handler, Collection<String> addresses) {
        handlers.add(handler, addresses);
    }

    /** A handler now has these addresses. */
    public void updateMessageHandler(MessageHandler handler, Collection<String> addresses) {
        handlers.update(handler, addresses);
    }

    /** A handler has gone, from all its addresses. */
    public void removeMessageHandler(MessageHandler handler) {
        handlers.remove(handler);
    }

    /**
     * The addresses in the service property {@link MessageHandler#ADDRESS}.
     *
     * @param property a string, an array or a collection of strings; what is something else is left out
     */
    public static List<String> addresses(@Nullable Object property) {
        List<String> addresses = new ArrayList<>();
        if (property instanceof String address) {
            addresses.add(address);
        } else if (property instanceof String[] array) {
            Collections.addAll(addresses, array);
        } else if (property instanceof Collection<?> collection) {
            for (Object element : collection) {
                if (element instanceof String address) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    /** Fails the queries that are pending and removes every listener. Idempotent. */
    @Override
    public void close() {
        closed = true;
        queries.close();
        inbox.close();
        link.removeAll();
        handlers.removeAll();
    }

    private void send(String sourceAddress, String destinationAddress, String json) throws IOException {
        Texts.address(sourceAddress, "a source address");
        Texts.address(destinationAddress, "a destination address");
        byte[] data = Texts.json(json);
        checkOpen();
        outlet.send(sourceAddress, destinationAddress, data);
    }

    private void sendToGroup(byte[] data) throws IOException {
        checkOpen();
        outlet.send(groupAddress, Limits.GROUP_ADDRESS, data);
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("nothing can be sent any more: it has been closed");
        }
    }

    private final class Group implements ServerGroup {
        @Override
        public void broadcast(String text) throws IOException {
            sendToGroup(Texts.broadcast(text, groupAddress));
        }

        @Override
        public Promise<List<Member>> status() {
            return queries.ask();
        }
    }
}
