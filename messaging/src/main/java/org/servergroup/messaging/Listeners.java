package org.servergroup.messaging;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The listeners of one kind. Thread-safe; telling neither blocks nor throws. */
final class Listeners<L> {
    private final Delivery delivery;
    private final List<Subscription<L>> subscriptions = new CopyOnWriteArrayList<>();

    Listeners(Delivery delivery) {
        this.delivery = delivery;
    }

    boolean isEmpty() {
        return subscriptions.isEmpty();
    }

    Subscription<L> add(L listener) {
        Subscription<L> subscription = delivery.subscribe(listener);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Removes one registration of the listener, if there is one. */
    void remove(L listener) {
        Subscription<L> subscription = find(listener);
        // Two threads may remove the same listener: the list decides which of them has found this registration.
        if (subscription != null && subscriptions.remove(subscription)) {
            delivery.unsubscribe(subscription);
        }
    }

    private @Nullable Subscription<L> find(L listener) {
        for (Subscription<L> subscription : subscriptions) {
            if (subscription.listener() == listener) {
                return subscription;
            }
        }
        return null;
    }

    void removeAll() {
        for (Subscription<L> subscription : subscriptions) {
            remove(subscription.listener());
        }
    }

    void tell(Mailbox.Call<? super L> call, int bytes) {
        for (Subscription<L> subscription : subscriptions) {
            subscription.tell(call, bytes);
        }
    }
}
