package org.servergroup.sample.internal;

import java.util.List;
import java.util.function.Consumer;
import org.servergroup.Broadcast;
import org.servergroup.BroadcastListener;
import org.servergroup.LinkListener;
import org.servergroup.Member;
import org.servergroup.Nack;
import org.servergroup.NackListener;
import org.servergroup.Notification;
import org.servergroup.NotificationListener;

/** Writes whatever arrives. */
public final class Printer implements BroadcastListener, NotificationListener, NackListener, LinkListener {
    private final Format format;
    private final Consumer<String> lines;
    private boolean wasUp; // told by one call at a time

    /** Writes to {@code lines}, which must be thread-safe: a status is written by whoever has asked for it. */
    public Printer(Format format, Consumer<String> lines) {
        this.format = format;
        this.lines = lines;
    }

    @Override
    public void received(Broadcast broadcast) {
        lines.accept(format.broadcast(broadcast));
    }

    @Override
    public void received(Notification notification) {
        lines.accept(format.notification(notification));
    }

    @Override
    public void received(Nack nack) {
        lines.accept(format.nack(nack));
    }

    /** The answer to a status query is there. */
    void status(List<Member> members) {
        lines.accept(format.status(members));
    }

    @Override
    public void linkUp() {
        wasUp = true;
        link(true, "");
    }

    @Override
    public void linkDown(String reason) {
        // That it has not been up yet is no news.
        if (wasUp) {
            link(false, reason);
        }
    }

    private void link(boolean up, String reason) {
        String line = format.link(up, reason);
        if (!line.isEmpty()) {
            lines.accept(line);
        }
    }
}
