package org.servergroup.agent.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.servergroup.agent.internal.operator.Snapshot;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.Complaint;

/** Tells the agent's state in an operator's words. */
final class Snapshots {
    private static final Duration RECENT = Duration.ofMinutes(10);

    private Snapshots() {}

    static Snapshot of(Agent agent, List<String> refusedConfiguration, List<Complaint> complaints) {
        Agent.Status status = agent.status();
        Outbound.Status queue = status.queue();
        return new Snapshot(
                new Snapshot.Link(
                        status.link().up(), status.link().label(), status.link().reason()),
                links(status),
                status.listening(),
                status.notListening(),
                new Snapshot.Queue(
                        queue.messages(),
                        queue.bytes(),
                        agent.settings().maxQueuedBytes(),
                        queue.oldestMillis(),
                        queue.blocked()),
                counts(status.counters()),
                drops(agent.discards(), status.counters()),
                peers(status),
                agent.endpoint().wants(Limits.GROUP_ADDRESS),
                refusedConfiguration,
                complaints);
    }

    private static List<Snapshot.Way> links(Agent.Status status) {
        List<Snapshot.Way> ways = new ArrayList<>();
        for (HostLink.LinkStatus link : status.links()) {
            ways.add(new Snapshot.Way(link.name(), link.target(), link.ranking(), link.state(), link.reason()));
        }
        return ways;
    }

    private static Map<String, Snapshot.Count> counts(Counters.Snapshot counters) {
        Map<String, Snapshot.Count> counts = new LinkedHashMap<>();
        counts.put("from_apps", count(counters.fromApps()));
        counts.put("from_framework", count(counters.fromFramework()));
        counts.put("to_host", count(counters.toHost()));
        counts.put("queued", count(counters.queued()));
        counts.put("from_host", count(counters.fromHost()));
        counts.put("to_apps", count(counters.toApps()));
        counts.put("to_framework", count(counters.toFramework()));
        counts.put("nacks", count(counters.nacks()));
        return counts;
    }

    private static Snapshot.Count count(Traffic.Count count) {
        return new Snapshot.Count(count.messages(), count.bytes());
    }

    private static List<Snapshot.Drop> drops(Discards discards, Counters.Snapshot counters) {
        List<Snapshot.Drop> drops = new ArrayList<>();
        counters.discarded()
                .forEach((direction, reasons) -> reasons.forEach((reason, count) -> {
                    drops.add(new Snapshot.Drop(
                            direction.name().toLowerCase(Locale.ROOT),
                            reason.label(),
                            count.messages(),
                            count.bytes(),
                            discards.sinceLast(direction, reason).compareTo(RECENT) < 0,
                            discards.lastAbout(direction, reason)));
                }));
        return drops;
    }

    private static List<Snapshot.App> peers(Agent.Status status) {
        List<Snapshot.App> apps = new ArrayList<>();
        for (Agent.PeerStatus peer : status.peers()) {
            apps.add(new Snapshot.App(
                    peer.address().name(),
                    peer.sent().messages(),
                    peer.sent().bytes(),
                    peer.got().messages(),
                    peer.got().bytes(),
                    peer.stalled()));
        }
        return apps;
    }
}
