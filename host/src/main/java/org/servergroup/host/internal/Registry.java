package org.servergroup.host.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.Server;

/** Who is in which group, and in what state. Loop thread only. */
final class Registry {
    /** Hears of what the other members are to be told. */
    interface Listener {
        /** Something has happened to a server, whose status is this now. */
        void happened(Server server, String status, String oldState, List<String> eventTypes);
    }

    /** A member of a group. */
    static final class Member {
        private final Group group;
        private Server server;
        private String status;
        private int cutBytes;
        private boolean cutTold;

        private Member(Group group, Server server, String status) {
            this.group = group;
            this.server = server;
            this.status = status;
        }

        Group group() {
            return group;
        }

        Server server() {
            return server;
        }

        String instance() {
            return server.instance();
        }

        /** Its status object. */
        String status() {
            return status;
        }

        /** How long its status is in a message, if that is more than legacy applications take; else 0. */
        int cutBytes() {
            return cutBytes;
        }

        /**
         * Its status was sent in a message of this length, more than legacy applications take.
         *
         * @return whether this is the first time
         */
        boolean cut(int bytes) {
            boolean first = !cutTold;
            cutBytes = bytes;
            cutTold = true;
            return first;
        }

        private void is(Server next, String nextStatus) {
            server = next;
            status = nextStatus;
            cutBytes = 0; // until it is seen again
        }
    }

    /** A group, for as long as it has members. */
    static final class Group {
        private static final Member[] NONE = {};

        private final String name;
        private final Map<String, Member> members = new LinkedHashMap<>();
        private Member[] array = NONE;

        private Group(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        /** The members as they are now: not to be written to, and never changed. */
        Member[] members() {
            if (array.length == 0) {
                array = members.values().toArray(NONE);
            }
            return array;
        }
    }

    private Settings settings;
    private final Listener listener;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Set<String> unlisted = new HashSet<>();

    Registry(Settings settings, Listener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /** The member that is this instance; null if it is in no group. */
    @Nullable
    Member member(String instance) {
        return members.get(instance);
    }

    /** All groups, as they are now; not to be kept. */
    Collection<Group> groups() {
        return Collections.unmodifiableCollection(groups.values());
    }

    int size() {
        return members.size();
    }

    /** Other settings are in force: members may learn more or less of each other. */
    void configured(Settings next) {
        if (!next.statusFields().equals(settings.statusFields())) {
            for (Member member : members.values()) {
                member.is(member.server, Row.status(member.server, next));
                member.cutTold = false;
            }
        }
        settings = next;
    }

    void changed(Server server, List<String> eventTypes) {
        unlisted.remove(server.instance());
        Member member = members.get(server.instance());
        String oldState = member == null ? "" : member.server.state();
        if (member != null && !member.group.name.equals(server.group())) {
            leave(member);
            member = null;
        }
        String status = Row.status(server, settings);
        if (member == null) {
            join(server, status);
        } else {
            member.is(server, status);
        }
        if (!eventTypes.isEmpty()) {
            listener.happened(server, status, oldState, eventTypes);
        }
    }

    void removed(String instance, List<String> eventTypes) {
        Member member = members.get(instance);
        if (member == null) {
            return;
        }
        leave(member);
        if (!eventTypes.isEmpty()) {
            Server last = member.server.in("deleted");
            listener.happened(last, Row.status(last, settings), member.server.state(), eventTypes);
        }
    }

    /** A new list begins; what is known stays until it is complete. */
    void listing() {
        unlisted.clear();
        unlisted.addAll(members.keySet());
    }

    /** The list is complete: who is not on it is gone, without a word. */
    void listed() {
        for (String instance : new ArrayList<>(unlisted)) {
            removed(instance, List.of());
        }
        unlisted.clear();
    }

    private void join(Server server, String status) {
        Group group = groups.computeIfAbsent(server.group(), Group::new);
        Member member = new Member(group, server, status);
        group.members.put(server.instance(), member);
        group.array = Group.NONE;
        members.put(server.instance(), member);
    }

    private void leave(Member member) {
        members.remove(member.instance());
        unlisted.remove(member.instance());
        Group group = member.group;
        group.members.remove(member.instance());
        group.array = Group.NONE;
        if (group.members.isEmpty()) {
            groups.remove(group.name);
        }
    }
}
