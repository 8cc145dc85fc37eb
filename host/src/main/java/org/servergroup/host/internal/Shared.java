package org.servergroup.host.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.servergroup.spi.Discard;

/** What all guests of one event loop share. Loop thread only. */
final class Shared {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final EventLoop loop;
    private Settings settings;
    private final Counters counters;
    private final DiscardLog discardLog;
    private final Budget budget;
    private final Intake.Common intake;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private List<Guest> unflushed = new ArrayList<>();
    private List<Guest> flushing = new ArrayList<>();

    Shared(EventLoop loop, Settings settings) {
        this.loop = loop;
        this.settings = settings;
        this.counters = new Counters();
        this.discardLog = new DiscardLog();
        this.budget = new Budget(settings.maxTotalBytes());
        this.intake = new Intake.Common(settings.maxFrameBytes(), budget);
    }

    EventLoop loop() {
        return loop;
    }

    Settings settings() {
        return settings;
    }

    /** Other settings are in force from now on. */
    void settings(Settings next) {
        settings = next;
        budget.limit(next.maxTotalBytes());
        intake.limit(next.maxFrameBytes());
    }

    Counters counters() {
        return counters;
    }

    Budget budget() {
        return budget;
    }

    Intake.Common intake() {
        return intake;
    }

    ByteBuffer in() {
        return in.clear();
    }

    ByteBuffer out() {
        return out.clear();
    }

    void discarded(Guest guest, Discard reason, long messages) {
        guest.counters().discarded(reason, messages, loop.now());
        discardLog.discarded(reason, messages, "instance " + guest.instance(), loop.now());
    }

    /** Something that did not come from a guest. */
    void discarded(String source, Discard reason, long messages) {
        counters.discarded(reason, messages, loop.now());
        discardLog.discarded(reason, messages, source, loop.now());
    }

    /** Has the guest's queue written at the end of this turn. */
    void flushLater(Guest guest) {
        unflushed.add(guest);
    }

    /**
     * The turn has ended: one write for each guest that has something new.
     *
     * @return whether there is more to be written in the next turn
     */
    boolean flush() {
        List<Guest> guests = unflushed;
        unflushed = flushing;
        flushing = guests;
        for (int i = 0; i < guests.size(); i++) {
            guests.get(i).flush();
        }
        guests.clear();
        return !unflushed.isEmpty();
    }
}
