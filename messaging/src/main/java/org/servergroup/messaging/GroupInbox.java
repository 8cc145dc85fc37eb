package org.servergroup.messaging;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.function.ObjLongConsumer;
import org.servergroup.Broadcast;
import org.servergroup.BroadcastListener;
import org.servergroup.Member;
import org.servergroup.Nack;
import org.servergroup.NackListener;
import org.servergroup.Notification;
import org.servergroup.NotificationListener;
import org.servergroup.protocol.GroupMessage;
import org.servergroup.spi.Discard;

/** Gives server-group messages to those who wait for them (PROTOCOL.md section 4). Thread-safe. */
final class GroupInbox {
    private static final System.Logger LOG = System.getLogger("org.servergroup.messaging");

    private final StatusQueries queries;
    private final ObjLongConsumer<Discard> discards;
    private final Listeners<BroadcastListener> broadcastListeners;
    private final Listeners<NotificationListener> notificationListeners;
    private final Listeners<NackListener> nackListeners;

    GroupInbox(Delivery delivery, StatusQueries queries, ObjLongConsumer<Discard> discards) {
        this.queries = queries;
        this.discards = discards;
        this.broadcastListeners = new Listeners<>(delivery);
        this.notificationListeners = new Listeners<>(delivery);
        this.nackListeners = new Listeners<>(delivery);
    }

    Listeners<BroadcastListener> broadcastListeners() {
        return broadcastListeners;
    }

    Listeners<NotificationListener> notificationListeners() {
        return notificationListeners;
    }

    Listeners<NackListener> nackListeners() {
        return nackListeners;
    }

    /** Whether nobody waits for anything. */
    boolean isIdle() {
        return broadcastListeners.isEmpty()
                && notificationListeners.isEmpty()
                && nackListeners.isEmpty()
                && queries.isEmpty();
    }

    void received(ByteBuffer data) {
        int bytes = data.remaining();
        GroupMessage message = GroupMessage.read(data);
        if (message instanceof GroupMessage.Broadcast broadcast) {
            received(broadcast, bytes);
        } else if (message instanceof GroupMessage.Notification notification) {
            received(notification, bytes);
        } else if (message instanceof GroupMessage.StatusResponse response) {
            received(response);
        } else if (message instanceof GroupMessage.StatusResponseDone done) {
            queries.done(done.seq());
        } else if (message instanceof GroupMessage.Nack nack) {
            String type = nack.originalType();
            nacked(new Nack(type.isEmpty() ? "unknown" : type, nack.message()), bytes);
        } else if (message instanceof GroupMessage.Unusable unusable) {
            unusable(unusable.type(), unusable.why());
        } else {
            unusable(message.type(), "not meant for a member");
        }
    }

    void nacked(Nack nack) {
        nacked(nack, nack.message().length());
    }

    void close() {
        broadcastListeners.removeAll();
        notificationListeners.removeAll();
        nackListeners.removeAll();
    }

    private void received(GroupMessage.Broadcast broadcast, int bytes) {
        String sourceInstance = broadcast.sourceInstance();
        if (sourceInstance == null) {
            unusable(broadcast.type(), "it does not name its source_instance");
        } else if (!broadcastListeners.isEmpty()) {
            Broadcast told = new Broadcast(sourceInstance, broadcast.text());
            broadcastListeners.tell(listener -> listener.received(told), bytes);
        }
    }

    private void received(GroupMessage.Notification notification, int bytes) {
        if (!notificationListeners.isEmpty()) {
            Notification told = StatusReader.notification(notification.json());
            if (told == null) {
                unusable(notification.type(), "its data is not a JSON object");
            } else {
                notificationListeners.tell(listener -> listener.received(told), bytes);
            }
        }
    }

    private void received(GroupMessage.StatusResponse response) {
        if (!queries.isPending(response.seq())) {
            LOG.log(Level.DEBUG, "a status response to nobody here, seq {0}", response.seq());
            return;
        }
        Member member = StatusReader.member(response.json());
        if (member == null) {
            unusable(response.type(), "its data is not a JSON object");
        } else {
            queries.responded(response.seq(), member);
        }
    }

    private void nacked(Nack nack, int bytes) {
        if (nackListeners.isEmpty()) {
            LOG.log(Level.DEBUG, "nack of a {0}: {1}", nack.originalType(), nack.message());
        }
        nackListeners.tell(listener -> listener.received(nack), bytes);
    }

    private void unusable(String type, String why) {
        discards.accept(Discard.UNUSABLE, 1);
        LOG.log(Level.DEBUG, "a server-group message of type \"{0}\" is of no use: {1}", type, why);
    }
}
