package org.servergroup.host.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.servergroup.spi.Discard;

/** Answers an operator's questions. Loop thread only. */
final class Operator {
    private final Shared shared;
    private final Guests guests;
    private final Monitors monitors;
    private final Registry registry;
    private final EventLog events;
    private final Diagnosis diagnosis;
    private final FindingCounts findingCounts;

    Operator(Shared shared, Guests guests, Monitors monitors, Registry registry, EventLog events) {
        this.shared = shared;
        this.guests = guests;
        this.monitors = monitors;
        this.registry = registry;
        this.events = events;
        this.diagnosis = new Diagnosis(shared, guests, monitors, registry);
        this.findingCounts =
                new FindingCounts(diagnosis::findings, () -> shared.loop().now());
    }

    EventLog events() {
        return events;
    }

    /** Where else somebody knows of something wrong. By any thread. */
    void alsoAsk(Supplier<List<Snapshot.Finding>> whom) {
        diagnosis.alsoAsk(whom);
    }

    Snapshot.Status status() {
        int connected = 0;
        int stalled = 0;
        for (Guest guest : guests.all()) {
            connected += guest.link().isConnected() ? 1 : 0;
            stalled += guest.link().isStalled() ? 1 : 0;
        }
        return new Snapshot.Status(
                TimeUnit.NANOSECONDS.toSeconds(shared.loop().now()),
                shared.settings().socketDirectories().stream()
                        .map(Path::toString)
                        .toList(),
                shared.settings().directory(),
                guests.all().size(),
                connected,
                stalled,
                registry.groups().size(),
                registry.size(),
                shared.budget().used());
    }

    List<Snapshot.Instance> instances() {
        List<Snapshot.Instance> all = new ArrayList<>();
        for (Guest guest : guests.all()) {
            Registry.Member member = registry.member(guest.instance());
            Monitor monitor = monitors.monitor(guest.instance());
            Counters counters = guest.counters();
            all.add(new Snapshot.Instance(
                    guest.instance(),
                    member == null ? "" : member.group().name(),
                    member == null ? "" : member.server().state(),
                    channel(guest.link()),
                    monitor == null ? "" : monitor.health().word(),
                    guest.queue().bytes(),
                    counters.messagesReceived,
                    counters.messagesSent,
                    counters.discarded(),
                    counters.connects,
                    guest.link().lastReason()));
        }
        return all;
    }

    private static String channel(GuestLink link) {
        if (link.isConnected()) {
            return link.isStalled() ? "stalled" : "connected";
        }
        return link.isReachable() ? "reconnecting" : "lost";
    }

    List<Snapshot.Group> groups() {
        List<Snapshot.Group> all = new ArrayList<>();
        for (Registry.Group group : registry.groups()) {
            Registry.Member[] members = group.members();
            int connected = 0;
            for (Registry.Member member : members) {
                Guest guest = guests.guest(member.instance());
                connected += guest != null && guest.link().isConnected() ? 1 : 0;
            }
            List<String> instances =
                    Arrays.stream(members).map(Registry.Member::instance).toList();
            all.add(new Snapshot.Group(group.name(), members.length, connected, instances));
        }
        return all;
    }

    Snapshot.Counts counts() {
        Counters counters = shared.counters();
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("connects", counters.connects);
        values.put("messages_received", counters.messagesReceived);
        values.put("bytes_received", counters.bytesReceived);
        values.put("messages_sent", counters.messagesSent);
        values.put("bytes_sent", counters.bytesSent);
        values.put("broadcasts", counters.broadcasts);
        values.put("status_queries", counters.queries);
        values.put("notifications", counters.notifications);
        values.put("nacks", counters.nacks);
        values.put("cut_by_legacy", counters.cutByLegacy);
        Map<String, Long> dropped = new LinkedHashMap<>();
        for (Discard reason : Discard.values()) {
            dropped.put(reason.label(), counters.discarded(reason));
        }
        return new Snapshot.Counts(values, dropped);
    }

    /** What is or may be wrong now, the worst first; empty if all is well. */
    List<Snapshot.Finding> findings() {
        return diagnosis.findings();
    }

    /** Closes a guest's connection, so that it is made anew. */
    boolean reconnect(String instance) {
        Guest guest = guests.guest(instance);
        if (guest == null || !guest.link().isConnected()) {
            return false;
        }
        guest.link().reconnect();
        return true;
    }

    /** The counters and gauges in the text format of Prometheus. */
    String metrics() {
        return Metrics.of(
                counts(),
                status(),
                byName(monitors::count, MonitorHealth.CONNECTED, MonitorHealth.SILENT, MonitorHealth.GONE),
                byName(findingCounts::of, Snapshot.Finding.ERROR, Snapshot.Finding.WARNING));
    }

    private static Map<String, Long> byName(ToLongFunction<String> count, String... names) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String name : names) {
            counts.put(name, count.applyAsLong(name));
        }
        return counts;
    }
}
