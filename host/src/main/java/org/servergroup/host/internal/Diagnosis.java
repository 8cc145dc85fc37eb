package org.servergroup.host.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.Discard;

/** Why something does not get through, as far as the host side can tell. Loop thread only. */
final class Diagnosis {
    private static final long RECENT_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final Path SOCKETS = Path.of("/proc/net/unix");

    private final Shared shared;
    private final Guests guests;
    private final Monitors monitors;
    private final Registry registry;
    private volatile Supplier<List<Snapshot.Finding>> others = List::of;

    Diagnosis(Shared shared, Guests guests, Monitors monitors, Registry registry) {
        this.shared = shared;
        this.guests = guests;
        this.monitors = monitors;
        this.registry = registry;
    }

    /** Where else somebody knows of something wrong. By any thread. */
    void alsoAsk(Supplier<List<Snapshot.Finding>> whom) {
        others = whom;
    }

    /** What is or may be wrong, the worst first; empty if all is well. */
    List<Snapshot.Finding> findings() {
        List<Snapshot.Finding> all = new ArrayList<>(others.get());
        shared.settings().socketDirectories().forEach(folder -> examine(folder, all));
        if (guests.all().isEmpty()) {
            all.add(Snapshot.Finding.warning(
                    "sockets",
                    "no guest has a socket here",
                    "start a guest whose configuration has the channel; servergroup-host libvirt-channel INSTANCE prints"
                            + " it"));
        }
        Set<String> backlog = Backlog.paths(SOCKETS);
        for (Guest guest : guests.all()) {
            examine(guest, backlog, all);
        }
        for (Guests.Socket socket : guests.ignored()) {
            all.add(Snapshot.Finding.warning(
                    socket.instance(),
                    socket.path() + " is ignored: there is another guest of that name",
                    "give one of them another name, or remove the socket that is a left-over"));
        }
        for (Registry.Group group : registry.groups()) {
            for (Registry.Member member : group.members()) {
                examine(member, all);
            }
        }
        all.sort(Comparator.comparing(Snapshot.Finding::severity));
        return all;
    }

    private static void examine(Path folder, List<Snapshot.Finding> all) {
        if (!Files.isDirectory(folder)) {
            all.add(Snapshot.Finding.error(
                    folder.toString(),
                    "this folder of sockets does not exist; it is waited for",
                    "name the folder that QEMU makes its sockets in by --sockets"));
        } else if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            all.add(Snapshot.Finding.error(
                    folder.toString(),
                    "this folder of sockets may not be read by this user",
                    "run the host side as a user who may read it"));
        }
    }

    private void examine(Registry.Member member, List<Snapshot.Finding> all) {
        if (guests.guest(member.instance()) == null) {
            all.add(Snapshot.Finding.warning(
                    member.instance(),
                    "is in group " + member.group().name() + " and has no socket here",
                    "start it, or take it out of the group"));
        }
        if (member.cutBytes() > 0) {
            all.add(Snapshot.Finding.warning(
                    member.instance(),
                    "its status takes " + member.cutBytes() + " bytes, and applications that read into "
                            + Limits.MAX_LEGACY_DATAGRAM_BYTES + " get it cut",
                    "take fields away by status_fields, or shorten its metadata"));
        }
    }

    private void examine(Guest guest, Set<String> backlog, List<Snapshot.Finding> all) {
        GuestLink link = guest.link();
        if (link.isConnected() && backlog.contains(String.valueOf(link.path()))) {
            all.add(Snapshot.Finding.warning(
                    guest.instance(),
                    "somebody else is connected to " + link.path()
                            + " as well, or waits to be, and QEMU serves one at a time"
                            + (link.isHeard()
                                    ? ""
                                    : "; nothing has come from it, so that it probably is the other one"),
                    "stop the other host side, whether ours or an older one: ss -xp tells who has that socket open"));
        }
        if (!link.isConnected()) {
            all.add(Snapshot.Finding.error(
                    guest.instance(),
                    "is not connected: " + (link.lastReason().isEmpty() ? "not yet" : link.lastReason()),
                    unconnected(link.obstacle())));
        } else if (link.isStalled()) {
            all.add(Snapshot.Finding.warning(
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
            all.add(Snapshot.Finding.warning(
                    guest.instance(), "is in no server group", "add it to a group, if it is to hear from others"));
        }
        drops(guest, all);
    }

    private static String unconnected(Dialer.Obstacle obstacle) {
        return switch (obstacle) {
            case DENIED -> "run the host side as a user who may read and write the guest's socket";
            case REFUSED -> "nobody is behind its socket: start the guest, or remove the socket that is a left-over";
            case BUSY -> "QEMU serves one at a time: stop the other host side; ss -xp tells who has that socket open";
            case OTHER -> "see that the guest runs; servergroup-host events --follow tells when it comes";
        };
    }

    /** What was dropped long ago is left to the counters: it would be told for ever. */
    private void drops(Guest guest, List<Snapshot.Finding> all) {
        for (Discard reason : Discard.values()) {
            if (guest.counters().discardedSince(reason, shared.loop().now() - RECENT_NANOS)) {
                long count = guest.counters().discarded(reason);
                all.add(Snapshot.Finding.warning(
                        guest.instance(),
                        count + (count == 1 ? " message was" : " messages were") + " dropped: "
                                + DropReasons.words(reason, guest.refusedAddress()),
                        DropReasons.advice(reason)));
            }
        }
    }
}
