package org.servergroup.host.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The last things that have happened, and who wants to hear of the next. Loop thread only. */
final class EventLog {
    private static final int MAX_EVENTS = 256;

    private final ArrayDeque<Snapshot.Event> events = new ArrayDeque<>();
    private final List<Consumer<Snapshot.Event>> followers = new ArrayList<>();

    void add(String kind, String instance, String group, String text) {
        String at = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        Snapshot.Event event = new Snapshot.Event(at, kind, instance, group, text);
        if (events.size() == MAX_EVENTS) {
            events.remove();
        }
        events.add(event);
        for (Consumer<Snapshot.Event> follower : List.copyOf(followers)) {
            follower.accept(event);
        }
    }

    List<Snapshot.Event> recent() {
        return List.copyOf(events);
    }

    void follow(Consumer<Snapshot.Event> follower) {
        followers.add(follower);
    }

    void unfollow(Consumer<Snapshot.Event> follower) {
        followers.remove(follower);
    }
}
