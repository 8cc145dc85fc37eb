package org.servergroup.agent.internal.operator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servergroup.spi.Complaint;

/** Snapshots of an agent that does not exist. */
final class Sample {
    static final Snapshot HEALTHY = new Snapshot(
            new Snapshot.Link(true, "virtio /dev/port", ""),
            List.of(new Snapshot.Way("virtio", "/dev/port", 0, "up", "")),
            List.of("cgcs.messaging"),
            List.of(),
            new Snapshot.Queue(0, 0, 4096, 0, false),
            counts(),
            List.of(),
            List.of(new Snapshot.App("cgcs.server_grp", 5, 500, 7, 700, false)),
            false,
            List.of(),
            List.of());

    private Sample() {}

    private static Map<String, Snapshot.Count> counts() {
        Map<String, Snapshot.Count> counts = new LinkedHashMap<>();
        counts.put("from_apps", new Snapshot.Count(5, 500));
        counts.put("to_host", new Snapshot.Count(4, 400));
        return counts;
    }

    static Snapshot ways(Snapshot.Way... ways) {
        boolean up = List.of(ways).stream().anyMatch(way -> way.state().equals("up"));
        return with(new Snapshot.Link(up, "", "down"), List.of(ways), HEALTHY.queue(), List.of(), HEALTHY.apps());
    }

    static Snapshot queue(Snapshot.Queue queue) {
        return with(HEALTHY.link(), HEALTHY.ways(), queue, List.of(), HEALTHY.apps());
    }

    static Snapshot full(Snapshot.Queue queue, Snapshot.Drop drop) {
        return with(new Snapshot.Link(false, "", "down"), HEALTHY.ways(), queue, List.of(drop), HEALTHY.apps());
    }

    static Snapshot drops(Snapshot.Drop... drops) {
        return with(HEALTHY.link(), HEALTHY.ways(), HEALTHY.queue(), List.of(drops), HEALTHY.apps());
    }

    static Snapshot apps(Snapshot.App... apps) {
        return with(HEALTHY.link(), HEALTHY.ways(), HEALTHY.queue(), List.of(), List.of(apps));
    }

    static Snapshot local(List<String> listening, List<String> notListening, List<String> refused) {
        return new Snapshot(
                HEALTHY.link(),
                HEALTHY.ways(),
                listening,
                notListening,
                HEALTHY.queue(),
                HEALTHY.counts(),
                List.of(),
                HEALTHY.apps(),
                false,
                refused,
                List.of());
    }

    static Snapshot complaints(Complaint... complaints) {
        return new Snapshot(
                HEALTHY.link(),
                HEALTHY.ways(),
                HEALTHY.listening(),
                List.of(),
                HEALTHY.queue(),
                HEALTHY.counts(),
                List.of(),
                HEALTHY.apps(),
                false,
                List.of(),
                List.of(complaints));
    }

    private static Snapshot with(
            Snapshot.Link link,
            List<Snapshot.Way> ways,
            Snapshot.Queue queue,
            List<Snapshot.Drop> drops,
            List<Snapshot.App> apps) {
        return new Snapshot(
                link,
                ways,
                HEALTHY.listening(),
                List.of(),
                queue,
                HEALTHY.counts(),
                drops,
                apps,
                false,
                List.of(),
                List.of());
    }
}
