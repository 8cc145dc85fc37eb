package org.servergroup.messaging;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ObjLongConsumer;
import org.servergroup.BroadcastListener;
import org.servergroup.HostMessaging;
import org.servergroup.LinkListener;
import org.servergroup.MessageHandler;
import org.servergroup.Nack;
import org.servergroup.NackListener;
import org.servergroup.NotificationListener;
import org.servergroup.ServerGroup;
import org.servergroup.spi.Discard;

/**
 * Where the messages of one place, an agent or a client, become API calls and back. Thread-safe; starts no thread of its
 * own.
 *
 * <p>A listener is removed by identity, as often as it was added. Once a {@code remove} method has returned it is called no more:
 * a call that runs is given a moment to end and is then interrupted.
 */
public final class Endpoint implements AutoCloseable {
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
        throw new UnsupportedOperationException();
    }

    /** The service for applications; the same object each time. */
    public ServerGroup serverGroup() {
        throw new UnsupportedOperationException();
    }

    /** The service for applications; the same object each time. */
    public HostMessaging hostMessaging() {
        throw new UnsupportedOperationException();
    }

    /** Takes another time-out, which counts for queries from now on. */
    public void statusTimeout(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    /** Whether anybody here wants what comes for that address. Cheap, for the relay path. */
    public boolean wants(String address) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /** The other end is there. Told to listeners if it is news. Never blocks. */
    public void linkUp() {
        throw new UnsupportedOperationException();
    }

    /** The other end has gone. Told to listeners if it is news. Never blocks. */
    public void linkDown(String reason) {
        throw new UnsupportedOperationException();
    }

    /** A message that was sent from here had to be dropped on its way. Never blocks. */
    public void nacked(Nack nack) {
        throw new UnsupportedOperationException();
    }

    /** A listener has come. */
    public void addBroadcastListener(BroadcastListener listener) {
        throw new UnsupportedOperationException();
    }

    /** A listener has gone. */
    public void removeBroadcastListener(BroadcastListener listener) {
        throw new UnsupportedOperationException();
    }

    /** A listener has come. */
    public void addNotificationListener(NotificationListener listener) {
        throw new UnsupportedOperationException();
    }

    /** A listener has gone. */
    public void removeNotificationListener(NotificationListener listener) {
        throw new UnsupportedOperationException();
    }

    /** A listener has come. */
    public void addNackListener(NackListener listener) {
        throw new UnsupportedOperationException();
    }

    /** A listener has gone. */
    public void removeNackListener(NackListener listener) {
        throw new UnsupportedOperationException();
    }

    /** A listener has come. It is told the present state. */
    public void addLinkListener(LinkListener listener) {
        throw new UnsupportedOperationException();
    }

    /** A listener has gone. */
    public void removeLinkListener(LinkListener listener) {
        throw new UnsupportedOperationException();
    }

    /** A handler has come, for these addresses. */
    public void addMessageHandler(MessageHandler handler, Collection<String> addresses) {
        throw new UnsupportedOperationException();
    }

    /** A handler has gone, from all its addresses. */
    public void removeMessageHandler(MessageHandler handler) {
        throw new UnsupportedOperationException();
    }

    /** Fails the queries that are pending and removes every listener. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
