package org.servergroup.host.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.Discard;

/** Answers an operator's questions. Loop thread only. */
final class Operator {
    private static final long RECENT_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Shared shared;
    private final Guests guests;
    private final Monitors monitors;
    private final Registry registry;
    private final EventLog events;
    private final Path sockets;
    private volatile Supplier<List<Snapshot.Finding>> others = List::of;

    Operator(Shared shared, Guests guests, Monitors monitors, Registry registry, EventLog events) {
        this.shared = shared;
        this.guests = guests;
        this.monitors = monitors;
        this.registry = registry;
        this.events = events;
        this.sockets = Path.of("/proc/net/unix");
    }

    EventLog events() {
        return events;
    }

    /** Where else somebody knows of something wrong. By any thread. */
    void alsoAsk(Supplier<List<Snapshot.Finding>> whom) {
        others = whom;
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

    /** What is or may be wrong, the worst first; empty if all is well. */
    List<Snapshot.Finding> findings() {
        List<Snapshot.Finding> all = new ArrayList<>(others.get());
        shared.settings().socketDirectories().forEach(folder -> examine(folder, all));
        if (guests.all().isEmpty()) {
            all.add(warning(
                    "sockets",
                    "no guest has a socket here",
                    "start a guest whose configuration has the channel; servergroup-host libvirt-channel INSTANCE prints"
                            + " it"));
        }
        Set<String> backlog = Backlog.paths(sockets);
        for (Guest guest : guests.all()) {
            examine(guest, backlog, all);
        }
        for (Guests.Socket socket : guests.ignored()) {
            all.add(warning(
                    socket.instance(),
                    socket.path() + " is ignored: there is another guest of that name",
                    "give one of them another name, or remove the socket that is a left-over"));
        }
        for (Registry.Group group : registry.groups()) {
            for (Registry.Member member : group.members()) {
                examine(member, all);
            }
        }
        all.sort(Comparator.comparing(Snapshot.Finding::level));
        return all;
    }

    private static void examine(Path folder, List<Snapshot.Finding> all) {
        if (!Files.isDirectory(folder)) {
            all.add(error(
                    folder.toString(),
                    "this folder of sockets does not exist; it is waited for",
                    "name the folder that QEMU makes its sockets in by --sockets"));
        } else if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            all.add(error(
                    folder.toString(),
                    "this folder of sockets may not be read by this user",
                    "run the host side as a user who may read it"));
        }
    }

    private void examine(Registry.Member member, List<Snapshot.Finding> all) {
        if (guests.guest(member.instance()) == null) {
            all.add(warning(
                    member.instance(),
                    "is in group " + member.group().name() + " and has no socket here",
                    "start it, or take it out of the group"));
        }
        if (member.cutBytes() > 0) {
            all.add(warning(
                    member.instance(),
                    "its status takes " + member.cutBytes() + " bytes, and applications that read into "
                            + Limits.MAX_LEGACY_DATAGRAM_BYTES + " get it cut",
                    "take fields away by status_fields, or shorten its metadata"));
        }
    }

    private void examine(Guest guest, Set<String> backlog, List<Snapshot.Finding> all) {
        GuestLink link = guest.link();
        if (link.isConnected() && backlog.contains(String.valueOf(link.path()))) {
            all.add(warning(
                    guest.instance(),
                    "somebody else is connected to " + link.path()
                            + " as well, or waits to be, and QEMU serves one at a time"
                            + (link.isHeard()
                                    ? ""
                                    : "; nothing has come from it, so that it probably is the other one"),
                    "stop the other host side, whether ours or an older one: ss -xp tells who has that socket open"));
        }
        if (!link.isConnected()) {
            all.add(error(
                    guest.instance(),
                    "is not connected: " + link.lastReason(),
                    "see that the guest runs; servergroup-host events --follow tells when it comes"));
        } else if (link.isStalled()) {
            all.add(warning(
                    guest.instance(),
                    "does not read; " + guest.queue().frames() + " messages wait",
                    "see in the guest why: servergroup-agent doctor"));
        }
        Monitor monitor = monitors.monitor(guest.instance());
        Snapshot.Finding ofMonitor = monitor == null ? null : monitor.health().finding();
        // Of one that is not connected itself, there are worse news.
        if (link.isConnected() && ofMonitor != null) {
            all.add(ofMonitor);
        }
        if (registry.member(guest.instance()) == null) {
            all.add(warning(
                    guest.instance(), "is in no server group", "add it to a group, if it is to hear from others"));
        }
        drops(guest, all);
    }

    /** What was dropped long ago is left to the counters: it would be told for ever. */
    private void drops(Guest guest, List<Snapshot.Finding> all) {
        for (Discard reason : Discard.values()) {
            if (guest.counters().discardedSince(reason, shared.loop().now() - RECENT_NANOS)) {
                long count = guest.counters().discarded(reason);
                all.add(warning(
                        guest.instance(),
                        count + (count == 1 ? " message was" : " messages were") + " dropped: "
                                + DropReasons.words(reason, guest.refusedAddress()),
                        DropReasons.advice(reason)));
            }
        }
    }

    private static Snapshot.Finding error(String subject, String text, String advice) {
        return new Snapshot.Finding("error", subject, text, advice);
    }

    private static Snapshot.Finding warning(String subject, String text, String advice) {
        return new Snapshot.Finding("warning", subject, text, advice);
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
        StringBuilder text = new StringBuilder();
        Snapshot.Counts counts = counts();
        counts.counters()
                .forEach((name, value) -> metric(text, "servergroup_host_" + name + "_total", "counter", value));
        text.append("# TYPE servergroup_host_dropped_total counter\n");
        counts.dropped()
                .forEach((reason, value) -> text.append("servergroup_host_dropped_total{reason=\"")
                        .append(reason)
                        .append("\"} ")
                        .append(value)
                        .append('\n'));
        Snapshot.Status status = status();
        metric(text, "servergroup_host_instances", "gauge", status.instances());
        metric(text, "servergroup_host_instances_connected", "gauge", status.connected());
        metric(text, "servergroup_host_instances_stalled", "gauge", status.stalled());
        text.append("# TYPE servergroup_host_monitors gauge\n");
        for (String word : List.of(MonitorHealth.CONNECTED, MonitorHealth.SILENT, MonitorHealth.GONE)) {
            text.append("servergroup_host_monitors{state=\"").append(word).append("\"} ");
            text.append(monitors.count(word)).append('\n');
        }
        List<Snapshot.Finding> findings = findings();
        text.append("# TYPE servergroup_host_findings gauge\n");
        for (String level : List.of("error", "warning")) {
            text.append("servergroup_host_findings{severity=\"").append(level).append("\"} ");
            text.append(findings.stream()
                            .filter(each -> each.level().equals(level))
                            .count())
                    .append('\n');
        }
        metric(text, "servergroup_host_groups", "gauge", status.groups());
        metric(text, "servergroup_host_members", "gauge", status.members());
        metric(text, "servergroup_host_queued_bytes", "gauge", status.queuedBytes());
        metric(text, "servergroup_host_uptime_seconds", "gauge", status.uptimeSeconds());
        return text.toString();
    }

    private static void metric(StringBuilder text, String name, String type, long value) {
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        text.append(name).append(' ').append(value).append('\n');
    }
}
