package org.servergroup.agent.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.servergroup.messaging.Endpoint;

/** Whether messages get through to the host: logs each change once and tells listeners. Thread-safe. */
final class LinkState {
    private final Logger log;
    private final Endpoint endpoint;
    private Status status = new Status(false, "", "no host transport");

    /**
     * The state of the link.
     *
     * @param up whether the host's end is connected
     * @param label the channel in use, in words; empty if there is none
     * @param reason why it is down; empty if it is up
     */
    record Status(boolean up, String label, String reason) {
        /** Not {@link #equals}, which records get by code that is generated at its first call, just before the first message. */
        boolean says(Status other) {
            return up == other.up && label.equals(other.label) && reason.equals(other.reason);
        }
    }

    LinkState(Logger log, Endpoint endpoint) {
        this.log = log;
        this.endpoint = endpoint;
    }

    synchronized Status status() {
        return status;
    }

    void up(String label) {
        change(new Status(true, label, ""), "host link up: " + label);
    }

    /** @param next what is done about it */
    void down(String label, String reason, String next) {
        change(new Status(false, label, reason), "host link down: " + reason + ", " + next);
    }

    // The listeners are told under the lock, so that none hears of changes in another order; telling never blocks.
    private synchronized void change(Status now, String line) {
        if (now.says(status)) {
            return;
        }
        status = now;
        log.log(Level.INFO, line);
        if (now.up()) {
            endpoint.linkUp();
        } else {
            endpoint.linkDown(now.reason());
        }
    }
}
