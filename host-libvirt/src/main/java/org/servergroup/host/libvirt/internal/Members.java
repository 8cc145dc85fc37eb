package org.servergroup.host.libvirt.internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.EventTypes;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.Server;

/**
 * The domains that are in groups, and what was told of them last; tells what has changed. If several have one instance name,
 * one that runs counts, because the socket is its own. Not thread-safe.
 */
final class Members {
    /** A domain that is in a group. */
    private record Member(String domain, Server server, DomainState state) {
        String instance() {
            return server.instance();
        }
    }

    private static final System.Logger LOG = System.getLogger("org.servergroup.host.libvirt");

    private final String defaultGroup;
    private final GroupDirectory.Receiver receiver;

    /** By domain. */
    private final Map<String, Member> members = new LinkedHashMap<>();

    /** By instance. */
    private final Map<String, Server> told = new HashMap<>();

    private final Map<String, Long> rebooted = new HashMap<>();
    private boolean listed;

    /**
     * @param defaultGroup the group of domains that tell none; empty to leave them out
     */
    Members(String defaultGroup, GroupDirectory.Receiver receiver) {
        this.defaultGroup = defaultGroup;
        this.receiver = receiver;
    }

    int count() {
        return told.size();
    }

    /** All domains were looked at: what differs from now on is news. */
    void listed() {
        if (!listed) {
            listed = true;
            receiver.listed();
        }
    }

    /** What a domain is now. */
    void found(String domain, Domain found, DomainState state) {
        String group = found.group().isEmpty() ? defaultGroup : found.group();
        if (group.isEmpty() || !found.instance().matches("[A-Za-z0-9._-]{1,64}")) {
            remove(domain, List.of(EventTypes.DELETED));
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>(found.fields());
        fields.put("power_state", Integer.toString(state.power()));
        fields.put("state_description", Domain.quoted(state.reason()));
        Member member = new Member(domain, new Server(found.instance(), group, state.state(), fields), state);
        Member before = members.get(domain);
        if (before == null || !before.instance().equals(member.instance())) {
            remove(domain, List.of(EventTypes.DELETED));
            complainOfAnother(member);
        }
        members.put(domain, member);
        tell(member.instance(), List.of());
    }

    private void complainOfAnother(Member member) {
        Member other = member(member.instance());
        if (other != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the domains {0} and {1} have one instance name, {2}: one that runs counts",
                    other.domain(),
                    member.domain(),
                    member.instance());
        }
    }

    /** Tells what has changed about an instance, or, if no domain has that name any more, that this has happened to it. */
    private void tell(String instance, List<String> eventsIfGone) {
        Member member = member(instance);
        Server before = told.get(instance);
        if (member != null) {
            Server server = member.server();
            if (!server.equals(before)) {
                receiver.changed(server, listed ? events(before, server, member.state()) : List.of());
                told.put(instance, server);
            }
        } else if (before != null) {
            receiver.removed(instance, eventsIfGone);
            told.remove(instance);
        }
    }

    private static List<String> events(@Nullable Server before, Server server, DomainState state) {
        if (before == null || !before.group().equals(server.group())) {
            return state.eventsWhenNew();
        }
        List<String> events = state.eventsAfter(before.state());
        return events.isEmpty() && !before.in(server.state()).equals(server) ? quietly(before, server) : events;
    }

    /** A new reason for the same state is no news; a new field is. */
    private static List<String> quietly(Server before, Server server) {
        Map<String, String> old = new LinkedHashMap<>(before.fields());
        Map<String, String> now = new LinkedHashMap<>(server.fields());
        old.remove("state_description");
        now.remove("state_description");
        return old.equals(now) ? List.of() : List.of(EventTypes.UPDATED);
    }

    /** Not more than once a second: one that resets in a circle must not flood the others with the news. */
    void rebooted(String domain, long nanos) {
        Member member = counting(domain);
        Long last = rebooted.get(domain);
        if (member != null && (last == null || nanos - last >= TimeUnit.SECONDS.toNanos(1))) {
            rebooted.put(domain, nanos);
            receiver.changed(member.server(), List.of(EventTypes.REBOOTED));
        }
    }

    /** A domain that runs on another host now. */
    void migratedAway(String domain) {
        remove(domain, List.of(EventTypes.MIGRATED));
    }

    /** A domain that libvirt does not know any more: how it ended, and that it is gone. */
    void gone(String domain, DomainState ended) {
        rebooted.remove(domain);
        if (ended.isMigratedAway()) {
            migratedAway(domain);
            return;
        }
        Member last = counting(domain);
        if (last != null && !ended.equals(DomainState.GONE)) {
            Server server = last.server().in(ended.state());
            receiver.changed(server, ended.eventsAfter(last.server().state()));
            told.put(server.instance(), server);
        }
        remove(domain, List.of(EventTypes.DELETED));
    }

    private void remove(String domain, List<String> events) {
        Member member = members.remove(domain);
        if (member != null) {
            tell(member.instance(), events);
        }
    }

    /** The domain that counts of those with this instance name: the first that runs, or else the first. */
    private @Nullable Member member(String instance) {
        Member counts = null;
        for (Member each : members.values()) {
            if (each.instance().equals(instance)
                    && (counts == null
                            || (counts.state().isOff() && !each.state().isOff()))) {
                counts = each;
            }
        }
        return counts;
    }

    /** A domain, if it is in a group and counts there; null if not. */
    private @Nullable Member counting(String domain) {
        Member member = members.get(domain);
        return member != null && member.equals(member(member.instance())) ? member : null;
    }
}
