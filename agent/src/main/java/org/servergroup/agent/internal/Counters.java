package org.servergroup.agent.internal;

import java.util.EnumMap;
import java.util.Map;
import org.servergroup.spi.Discard;

/** What went through the agent and what did not. Thread-safe. */
final class Counters {
    /** Whole envelopes from local applications. */
    final Traffic fromApps = new Traffic();
    /** Messages of senders in the framework. */
    final Traffic fromFramework = new Traffic();
    /** Taken by the host channel. */
    final Traffic toHost = new Traffic();
    /** Had to wait in the queue, because the host was away. */
    final Traffic queued = new Traffic();
    /** Whole envelopes from the host. */
    final Traffic fromHost = new Traffic();
    /** Taken by a local channel. */
    final Traffic toApps = new Traffic();
    /** Given to handlers and listeners in the framework. */
    final Traffic toFramework = new Traffic();
    /** Nacks that the agent sent to local applications. */
    final Traffic nacks = new Traffic();

    private final Map<Direction, Map<Discard, Traffic>> discarded = new EnumMap<>(Direction.class);

    Counters() {
        for (Direction direction : Direction.values()) {
            Map<Discard, Traffic> reasons = new EnumMap<>(Discard.class);
            for (Discard reason : Discard.values()) {
                reasons.put(reason, new Traffic());
            }
            discarded.put(direction, reasons);
        }
    }

    /**
     * The counters at one moment, which is not quite the same for each of them.
     *
     * @param discarded by direction and reason; only what is not zero
     */
    record Snapshot(
            Traffic.Count fromApps,
            Traffic.Count fromFramework,
            Traffic.Count toHost,
            Traffic.Count queued,
            Traffic.Count fromHost,
            Traffic.Count toApps,
            Traffic.Count toFramework,
            Traffic.Count nacks,
            Map<Direction, Map<Discard, Traffic.Count>> discarded) {
        /** How many messages were dropped on that way for that reason. */
        long discarded(Direction direction, Discard reason) {
            Traffic.Count count = discarded.getOrDefault(direction, Map.of()).get(reason);
            return count == null ? 0 : count.messages();
        }

        /** How many messages were dropped in all. */
        long discardedInAll() {
            long sum = 0;
            for (Map<Discard, Traffic.Count> reasons : discarded.values()) {
                for (Traffic.Count count : reasons.values()) {
                    sum += count.messages();
                }
            }
            return sum;
        }
    }

    void discarded(Direction direction, Discard reason, long messages, long bytes) {
        Map<Discard, Traffic> reasons = discarded.get(direction);
        Traffic traffic = reasons == null ? null : reasons.get(reason);
        if (traffic != null) {
            traffic.add(messages, bytes);
        }
    }

    Snapshot snapshot() {
        Map<Direction, Map<Discard, Traffic.Count>> losses = new EnumMap<>(Direction.class);
        discarded.forEach((direction, reasons) -> {
            Map<Discard, Traffic.Count> counts = new EnumMap<>(Discard.class);
            reasons.forEach((reason, traffic) -> {
                Traffic.Count count = traffic.count();
                if (count.messages() > 0) {
                    counts.put(reason, count);
                }
            });
            losses.put(direction, counts);
        });
        return new Snapshot(
                fromApps.count(),
                fromFramework.count(),
                toHost.count(),
                queued.count(),
                fromHost.count(),
                toApps.count(),
                toFramework.count(),
                nacks.count(),
                losses);
    }
}
