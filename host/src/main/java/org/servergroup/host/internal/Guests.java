package org.servergroup.host.internal;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All guests whose sockets are or were there. Loop thread only. */
final class Guests implements SocketWatch.Taker {
    /** A socket in a folder. */
    record Socket(String instance, Path path, @Nullable Object fileKey) {}

    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    private final Shared shared;
    private final GuestLink.Listener listener;
    private final Map<String, Guest> guests = new LinkedHashMap<>();

    // Sockets of instances that have another one already, by path.
    private final Map<Path, Socket> ignored = new LinkedHashMap<>();
    private Guest.@Nullable Receiver receiver;

    Guests(Shared shared, GuestLink.Listener listener) {
        this.shared = shared;
        this.listener = listener;
    }

    /** Who takes what guests send; to be set before the first one is found. */
    void receiver(Guest.Receiver taker) {
        receiver = taker;
    }

    /** The guest of an instance; null if there is none. */
    @Nullable
    Guest guest(String instance) {
        return guests.get(instance);
    }

    /** All of them, as they are now; not to be kept. */
    Collection<Guest> all() {
        return Collections.unmodifiableCollection(guests.values());
    }

    @Override
    public void found(Socket socket, boolean initially) {
        Guest guest = guests.get(socket.instance());
        if (guest == null) {
            guest = new Guest(socket.instance(), shared, Objects.requireNonNull(receiver), listener);
            guests.put(socket.instance(), guest);
        } else if (guest.link().isPresent()
                && !socket.path().equals(guest.link().path())) {
            if (ignored.put(socket.path(), socket) == null) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} is ignored: instance {1} already has {2}",
                        socket.path(),
                        socket.instance(),
                        guest.link().path());
            }
            return;
        }
        ignored.remove(socket.path());
        guest.link().found(socket.path(), socket.fileKey(), initially);
    }

    @Override
    public void vanished(String instance, Path path) {
        ignored.remove(path);
        Guest guest = guests.get(instance);
        if (guest != null && path.equals(guest.link().path()) && guest.link().isPresent()) {
            guest.link().vanished();
        }
    }

    /** The sockets that nobody is connected to, because their instances have others. */
    Collection<Socket> ignored() {
        return Collections.unmodifiableCollection(ignored.values());
    }

    @Override
    public void scanned(Path folder, List<Socket> sockets, boolean initially) {
        Set<Path> paths = new HashSet<>();
        for (Socket socket : sockets) {
            paths.add(socket.path());
        }
        ignored.keySet().removeIf(path -> folder.equals(path.getParent()) && !paths.contains(path));
        for (Guest guest : List.copyOf(guests.values())) {
            Path path = guest.link().path();
            if (path != null && folder.equals(path.getParent()) && !paths.contains(path)) {
                vanished(guest.instance(), path);
            }
        }
        for (Socket socket : sockets) {
            found(socket, initially);
        }
    }

    /** Only sockets with these names in these folders are looked for from now on. */
    void keep(List<Path> folders, SocketName names) {
        ignored.values()
                .removeIf(socket -> !(folders.contains(socket.path().getParent())
                        && socket.instance()
                                .equals(names.instance(
                                        socket.path().getFileName().toString()))));
        for (Guest guest : List.copyOf(guests.values())) {
            Path path = guest.link().path();
            if (path != null
                    && !(folders.contains(path.getParent())
                            && guest.instance()
                                    .equals(names.instance(path.getFileName().toString())))) {
                guest.link().dismissed();
            }
        }
    }

    /** Other settings are in force. */
    void configured(Settings settings) {
        for (Guest guest : guests.values()) {
            guest.configured(settings);
        }
    }

    void forget(Guest guest) {
        guests.remove(guest.instance());
        for (Socket other : List.copyOf(ignored.values())) {
            if (other.instance().equals(guest.instance())) {
                found(other, false);
                return;
            }
        }
    }

    void close() {
        for (Guest guest : guests.values()) {
            guest.link().close();
        }
        guests.clear();
        ignored.clear();
    }
}
