package org.servergroup.host.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.MachineState;
import org.servergroup.host.spi.Server;

/** Holds the group directory in use, and passes on what it tells. Loop thread only. */
final class DirectorySlot {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    private final EventLoop loop;
    private final Guests guests;
    private final Monitors monitors;
    private final Registry registry;
    private final Runnable listed;
    private @Nullable GroupDirectory directory;
    private GroupDirectory.@Nullable Watch watch;

    /**
     * @param listed runs whenever a directory has told its first list
     */
    DirectorySlot(EventLoop loop, Guests guests, Monitors monitors, Registry registry, Runnable listed) {
        this.listed = listed;
        this.loop = loop;
        this.guests = guests;
        this.monitors = monitors;
        this.registry = registry;
    }

    /**
     * Ends the use of a directory. What it told stays until another one has told its list.
     *
     * @return what is to be closed, by a thread that may wait; null if there is nothing
     */
    GroupDirectory.@Nullable Watch release() {
        GroupDirectory.Watch last = watch;
        watch = null;
        directory = null;
        return last;
    }

    /** Uses a directory. */
    void use(GroupDirectory next) {
        directory = next;
        registry.listing();
        try {
            watch = next.open(new Entry(next));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the group directory cannot be used", e);
            return;
        }
        for (Guest guest : guests.all()) {
            ChannelState state = guest.link().told();
            if (state != null) {
                channel(guest.instance(), state, true);
            }
        }
    }

    /** Tells the directory of a channel, and what the machine's monitor said before. */
    void channel(String instance, ChannelState state, boolean initially) {
        tell(instance, to -> to.channel(instance, state, initially));
        MachineState machine = monitors.state(instance);
        if (state == ChannelState.CONNECTED && machine != null) {
            machine(instance, machine, initially);
        }
    }

    /** Tells the directory of a machine, if its guest is connected. */
    void machine(String instance, MachineState state, boolean initially) {
        if (isConnected(instance)) {
            tell(instance, to -> to.machine(instance, state, initially));
        }
    }

    /** Tells the directory of a machine that was reset, if its guest is connected. */
    void reset(String instance) {
        if (isConnected(instance)) {
            tell(instance, to -> to.reset(instance));
        }
    }

    private boolean isConnected(String instance) {
        Guest guest = guests.guest(instance);
        return guest != null && guest.link().told() == ChannelState.CONNECTED;
    }

    private void tell(String instance, Consumer<GroupDirectory.Watch> news) {
        if (watch == null) {
            return;
        }
        try {
            news.accept(watch);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the group directory did not take a change of " + instance, e);
        }
    }

    /** What one directory tells counts only while it is the one in use. */
    private final class Entry implements GroupDirectory.Receiver {
        private final GroupDirectory owner;
        private final AtomicInteger waiting = new AtomicInteger();

        Entry(GroupDirectory owner) {
            this.owner = owner;
        }

        @Override
        public void changed(Server server, List<String> eventTypes) {
            List<String> events = List.copyOf(eventTypes);
            post(() -> registry.changed(server, events));
        }

        @Override
        public void removed(String instance, List<String> eventTypes) {
            List<String> events = List.copyOf(eventTypes);
            post(() -> registry.removed(instance, events));
        }

        @Override
        public void listed() {
            post(() -> {
                registry.listed();
                listed.run();
            });
        }

        /** By the loop, in order: at once if the loop itself tells and nothing that was told before still waits. */
        private void post(Runnable task) {
            if (loop.isCurrent() && waiting.get() == 0) {
                run(task);
                return;
            }
            waiting.incrementAndGet();
            loop.post(() -> {
                waiting.decrementAndGet();
                run(task);
            });
        }

        private void run(Runnable task) {
            if (directory == owner) {
                task.run();
            }
        }
    }
}
