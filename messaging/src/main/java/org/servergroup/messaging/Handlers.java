package org.servergroup.messaging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.servergroup.Message;
import org.servergroup.MessageHandler;

/** The handlers by the addresses they are registered for. Thread-safe; looking one up takes no lock. */
final class Handlers {
    private record Registration(Subscription<MessageHandler> subscription, List<String> addresses) {}

    private final Delivery delivery;
    private final List<Registration> registrations = new ArrayList<>();
    private volatile Map<String, List<Subscription<MessageHandler>>> byAddress = Map.of();

    Handlers(Delivery delivery) {
        this.delivery = delivery;
    }

    boolean handles(String address) {
        return byAddress.containsKey(address);
    }

    void tell(Message message, int bytes) {
        List<Subscription<MessageHandler>> subscriptions = byAddress.get(message.address());
        if (subscriptions != null) {
            for (Subscription<MessageHandler> subscription : subscriptions) {
                subscription.tell(handler -> handler.received(message), bytes);
            }
        }
    }

    synchronized void add(MessageHandler handler, Collection<String> addresses) {
        registrations.add(new Registration(delivery.subscribe(handler), List.copyOf(addresses)));
        index();
    }

    synchronized void update(MessageHandler handler, Collection<String> addresses) {
        for (int i = 0; i < registrations.size(); i++) {
            Subscription<MessageHandler> subscription = registrations.get(i).subscription();
            if (subscription.listener() == handler) {
                registrations.set(i, new Registration(subscription, List.copyOf(addresses)));
                index();
                return;
            }
        }
    }

    void remove(MessageHandler handler) {
        Registration removed = take(handler);
        if (removed != null) {
            delivery.unsubscribe(removed.subscription());
        }
    }

    private synchronized @Nullable Registration take(MessageHandler handler) {
        for (Registration registration : registrations) {
            if (registration.subscription().listener() == handler) {
                registrations.remove(registration);
                index();
                return registration;
            }
        }
        return null;
    }

    void removeAll() {
        List<Registration> all;
        synchronized (this) {
            all = List.copyOf(registrations);
        }
        for (Registration registration : all) {
            remove(registration.subscription().listener());
        }
    }

    private void index() {
        Map<String, List<Subscription<MessageHandler>>> index = new HashMap<>();
        for (Registration registration : registrations) {
            for (String address : registration.addresses()) {
                index.computeIfAbsent(address, key -> new ArrayList<>()).add(registration.subscription());
            }
        }
        index.replaceAll((address, subscriptions) -> List.copyOf(subscriptions));
        byAddress = Map.copyOf(index);
    }
}
