package org.servergroup.agent.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.LocalAddress;

/** The local applications by name, those that were used last: the routing state. Bounded, thread-safe. */
final class RoutingTable {
    private final int maxRoutes;
    private final LinkedHashMap<String, Route> routes = new LinkedHashMap<>(64, 0.75f, true);

    /** The one that was asked for last, mostly asked for again. Not kept longer than in the table. */
    private volatile @Nullable Route found;

    RoutingTable(int maxRoutes) {
        this.maxRoutes = maxRoutes;
    }

    @Nullable
    Route find(String name) {
        Route last = found;
        return last != null && last.live && last.isNamed(name) ? last : search(name);
    }

    private synchronized @Nullable Route search(String name) {
        Route route = routes.get(name);
        found = route;
        return route;
    }

    /** The application was seen at this address; the last one seen counts. */
    synchronized Route seen(LocalAddress address, LocalSession session) {
        Route known = routes.get(address.name());
        if (known != null && known.session == session && known.address.equals(address)) {
            return known;
        }
        Route route = new Route(address, session);
        add(route);
        return route;
    }

    /** This is where the application is. */
    synchronized void add(Route route) {
        Route before = routes.put(route.address.name(), route);
        if (before != route) {
            replaced(before);
        }
        if (routes.size() > maxRoutes) {
            Iterator<Route> eldest = routes.values().iterator();
            replaced(eldest.next());
            eldest.remove();
        }
    }

    synchronized void forget(Route route) {
        route.live = false;
        found = null;
        routes.remove(route.address.name(), route);
    }

    /** Nobody answers at this address of that channel any more. */
    synchronized void forget(LocalAddress address, LocalSession session) {
        Route route = routes.get(address.name());
        if (route != null && route.session == session && route.address.equals(address)) {
            forget(route);
        }
    }

    /** The channel has gone. */
    synchronized void forget(LocalSession session) {
        found = null;
        routes.values().removeIf(route -> {
            if (route.session == session) {
                route.live = false;
            }
            return route.session == session;
        });
    }

    synchronized List<Route> all() {
        return new ArrayList<>(routes.values());
    }

    private void replaced(@Nullable Route route) {
        if (route != null) {
            found = null;
            route.live = false;
        }
    }
}
