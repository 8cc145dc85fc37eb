package org.servergroup.messaging;

import org.servergroup.LinkListener;

/** Whether the other end is there, and who wants to know. Thread-safe. */
final class Link {
    private final Listeners<LinkListener> listeners;
    private boolean up;
    private String reason = "nothing has been heard of the other end yet";

    Link(Delivery delivery) {
        this.listeners = new Listeners<>(delivery);
    }

    // Told under the lock, which only fills mailboxes, so that a new listener misses no change and hears none twice.

    synchronized void add(LinkListener listener) {
        listeners.add(listener).tell(call(), 0);
    }

    void remove(LinkListener listener) {
        listeners.remove(listener);
    }

    void removeAll() {
        listeners.removeAll();
    }

    synchronized void up() {
        if (!up) {
            up = true;
            reason = "";
            listeners.tell(call(), 0);
        }
    }

    synchronized void down(String why) {
        if (up || !reason.equals(why)) {
            boolean news = up;
            up = false;
            reason = why;
            if (news) {
                listeners.tell(call(), 0);
            }
        }
    }

    private Mailbox.Call<LinkListener> call() {
        String why = reason;
        return up ? LinkListener::linkUp : listener -> listener.linkDown(why);
    }

    /** The state in words, to be put into a sentence. */
    synchronized String describe() {
        return up ? "the link is up" : "the link is down: " + reason;
    }
}
