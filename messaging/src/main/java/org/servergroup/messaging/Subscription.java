package org.servergroup.messaging;

/** One way to a listener: one registration of it. Opened and closed by the {@link Delivery}. */
final class Subscription<L> {
    private final L listener;
    private final Mailbox mailbox;

    Subscription(L listener, Mailbox mailbox) {
        this.listener = listener;
        this.mailbox = mailbox;
    }

    L listener() {
        return listener;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** Has the listener called, after everything that it has been told before. */
    void tell(Mailbox.Call<? super L> call, int bytes) {
        mailbox.put(this, call, bytes);
    }
}
