package org.servergroup.host.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.Server;
import org.servergroup.protocol.Envelopes;
import org.servergroup.protocol.GroupMessage;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.Discard;

/** Server group messaging for the members of groups (PROTOCOL.md section 4). Loop thread only. */
final class GroupService implements Registry.Listener {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    private final Shared shared;
    private final Guests guests;
    private final EventLog events;
    private final Registry registry;

    GroupService(Shared shared, Guests guests, EventLog events) {
        this.events = events;
        this.shared = shared;
        this.guests = guests;
        this.registry = new Registry(shared.settings(), this);
    }

    Registry registry() {
        return registry;
    }

    /**
     * A guest has sent a message to the group service. Answers go to the address that it came from; what concerns
     * everybody goes to the group address, where members listen.
     */
    void received(Guest from, String source, ByteBuffer data) {
        GroupMessage message = GroupMessage.read(data);
        if (message instanceof GroupMessage.Unusable unusable) {
            refused(from, source, unusable.type(), unusable.why());
        } else if (!message.version().equals("2")) {
            refused(
                    from,
                    source,
                    message.type(),
                    "invalid server group message version " + orNone(message.version()) + ", expecting 2");
        } else if (message instanceof GroupMessage.Broadcast broadcast) {
            broadcast(from, source, broadcast.text());
        } else if (message instanceof GroupMessage.StatusQuery query) {
            status(from, source, query.seq());
        } else if (message instanceof GroupMessage.Nack) {
            shared.discarded(from, Discard.UNUSABLE, 1); // never answered: the other side might do the same
        } else {
            refused(from, source, message.type(), "a host does not take messages of type " + message.type());
        }
    }

    private void broadcast(Guest from, String source, String text) {
        Registry.Member sender = registry.member(from.instance());
        if (sender == null) {
            refused(from, source, "broadcast", from.instance() + " is in no server group");
            return;
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > Limits.MAX_BROADCAST_BYTES) {
            refused(
                    from,
                    source,
                    "broadcast",
                    "a broadcast has at most " + Limits.MAX_BROADCAST_BYTES + " bytes, not " + length);
            return;
        }
        byte[] data = new GroupMessage.Broadcast(from.instance(), text).encode();
        Frame frame = frame(data, Limits.GROUP_ADDRESS);
        if (frame.length() - 1 > Limits.MAX_LEGACY_DATAGRAM_BYTES) {
            refused(
                    from,
                    source,
                    "broadcast",
                    "a broadcast has at most " + Limits.MAX_LEGACY_DATAGRAM_BYTES + " bytes when it is encoded, not "
                            + (frame.length() - 1));
            return;
        }
        from.counters().broadcast();
        sendToOthers(sender.group(), from.instance(), frame);
    }

    private void status(Guest from, String source, long seq) {
        from.counters().query();
        Registry.Member asker = registry.member(from.instance());
        Registry.Member[] members =
                asker == null ? new Registry.Member[0] : asker.group().members();
        if (!from.send(new StatusAnswer(members, seq, source))) {
            refused(from, source, "status_query", "too many status queries at a time");
        }
    }

    /** Tells the guest why one of its messages had no effect. */
    void refused(Guest from, String source, String type, String why) {
        shared.discarded(from, Discard.UNUSABLE, 1);
        nack(from, source, type, why);
    }

    /** Tells the guest why one of its messages was dropped, which is counted elsewhere. */
    void nack(Guest to, String address, String type, String why) {
        to.counters().nack();
        GroupMessage nack = new GroupMessage.Nack(type.isEmpty() ? "unknown" : type, why);
        to.send(frame(nack.encode(), address));
    }

    @Override
    public void happened(Server server, String status, String oldState, List<String> eventTypes) {
        Instant now = Instant.now();
        for (String eventType : eventTypes) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "group {0}: {1} is {2} ({3})",
                    server.group(),
                    server.instance(),
                    server.state(),
                    eventType);
            events.add(eventType, server.instance(), server.group(), server.state());
            String json = Row.notification(eventType, status, oldState, now);
            Frame frame = frame(new GroupMessage.Notification(json).encode(), Limits.GROUP_ADDRESS);
            checkLength(registry.member(server.instance()), frame);
            notifyOthers(server, frame);
        }
    }

    private void notifyOthers(Server about, Frame frame) {
        for (Registry.Group group : registry.groups()) {
            if (group.name().equals(about.group())) {
                shared.counters().notification();
                sendToOthers(group, about.instance(), frame);
                return;
            }
        }
    }

    /** What is too long for legacy applications is sent all the same, because others can read it. */
    private void checkLength(Registry.@Nullable Member about, Frame frame) {
        int bytes = frame.length() - 1;
        if (bytes <= Limits.MAX_LEGACY_DATAGRAM_BYTES) {
            return;
        }
        shared.counters().cutByLegacy++;
        if (about != null && about.cut(bytes)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "instance {0}: its status takes {1} bytes, and applications that read into {2} get it cut;"
                            + " take fields away by status_fields, or shorten its metadata",
                    about.instance(),
                    Integer.toString(bytes),
                    Integer.toString(Limits.MAX_LEGACY_DATAGRAM_BYTES));
        }
    }

    /** Best effort: only to members whose guests are there. */
    private void sendToOthers(Registry.Group group, String instance, Frame frame) {
        for (Registry.Member member : group.members()) {
            if (member.instance().equals(instance)) {
                continue;
            }
            Guest guest = guests.guest(member.instance());
            if (guest != null && guest.link().isReachable()) {
                guest.send(frame);
            }
        }
    }

    private static String orNone(String version) {
        return version.isEmpty() ? "(none)" : version;
    }

    private static Frame frame(byte[] data, String destination) {
        return Frame.of(ByteBuffer.wrap(Envelopes.toChannel(data, destination, Limits.GROUP_ADDRESS)));
    }

    /** One row for each member, then the end. A row is made when there is room for it. */
    private final class StatusAnswer implements Guest.Answer {
        private final Registry.Member[] members;
        private final long seq;
        private final String address;
        private int next;

        StatusAnswer(Registry.Member[] members, long seq, String address) {
            this.members = members;
            this.seq = seq;
            this.address = address;
        }

        @Override
        public @Nullable Frame next() {
            int index = next++;
            if (index < members.length) {
                Registry.Member member = members[index];
                Frame row = frame(new GroupMessage.StatusResponse(seq, member.status()).encode(), address);
                checkLength(member, row);
                return row;
            }
            return index == members.length ? frame(new GroupMessage.StatusResponseDone(seq).encode(), address) : null;
        }
    }
}
