package org.servergroup.host.libvirt.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.GroupDirectory;

/**
 * Follows the domains of one libvirt, in a thread of its own. An event only says which domain to look at: what is told is
 * what libvirt answers then, so that nothing hangs on the order or the wording of events, and a look at all domains, when
 * libvirt is back or now and then, finds what was missed.
 */
final class LibvirtWatch implements GroupDirectory.Watch {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host.libvirt");
    private static final long MAX_DELAY_MILLIS = 10_000;

    /** Differs from every state, so that the domain is looked at again. */
    private static final String UNKNOWN = "";

    private final Virsh virsh;
    private final long relistMillis;
    private final Thread thread;
    private final BlockingQueue<DomainEvents.Event> queue = new ArrayBlockingQueue<>(1024);

    // Used by the thread alone.
    private final Map<String, String> seen = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private final Members members;
    private boolean complained;

    /**
     * @param defaultGroup the group of domains that tell none; empty to leave them out
     * @param relistMillis how often to look at all domains
     */
    LibvirtWatch(Virsh virsh, String defaultGroup, long relistMillis, GroupDirectory.Receiver receiver) {
        this.virsh = virsh;
        this.relistMillis = relistMillis;
        this.members = new Members(defaultGroup, receiver);
        this.thread = new Thread(this::run, "servergroup-host-libvirt");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Libvirt knows better. */
    @Override
    public void channel(String instance, ChannelState state, boolean initially) {}

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long delay = 200;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean worked = follow();
                delay = worked ? 200 : Math.min(MAX_DELAY_MILLIS, delay * 2);
                TimeUnit.MILLISECONDS.sleep(delay);
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "libvirt is not followed any more");
        }
    }

    /**
     * Follows the events until they end.
     *
     * @return whether libvirt was there at all
     */
    private boolean follow() throws InterruptedException {
        queue.clear();
        boolean worked = false;
        try (DomainEvents events = new DomainEvents(virsh, queue)) {
            listAnew();
            worked = true;
            LOG.log(System.Logger.Level.INFO, "libvirt is there: {0} domains in groups", members.count());
            complained = false;
            // The events' own connection may have come up after the list: look once more, soon.
            long wait = Math.min(2000, relistMillis);
            while (events.isOpen()) {
                DomainEvents.Event event = queue.poll(wait, TimeUnit.MILLISECONDS);
                if (event == null) {
                    list();
                } else if (event.equals(DomainEvents.EVERYTHING)) {
                    listAnew();
                } else if (event.event().equals(DomainEvents.REBOOT)) {
                    members.rebooted(event.domain(), System.nanoTime());
                } else if (Virsh.isDomain(event.domain())) {
                    look(List.of(event.domain()), event.event());
                }
                wait = relistMillis;
            }
            away(events.reason());
        } catch (IOException e) {
            away(e.getMessage());
        } catch (RuntimeException e) {
            complain(System.Logger.Level.ERROR, "following libvirt has failed, groups stay as they were", e);
        }
        return worked;
    }

    private void away(@Nullable String why) {
        complain(System.Logger.Level.WARNING, "libvirt is away, groups stay as they were: " + why, null);
    }

    private void complain(System.Logger.Level level, String text, @Nullable Throwable cause) {
        if (!complained) {
            complained = true;
            LOG.log(level, text, cause);
        }
    }

    /** Looks at all domains: more than their states may have changed while no events came. */
    private void listAnew() throws IOException, InterruptedException {
        seen.replaceAll((domain, state) -> UNKNOWN);
        list();
    }

    /** Looks at all domains that are new or have another state than when they were looked at. */
    private void list() throws IOException, InterruptedException {
        Map<String, String> states = virsh.list();
        for (String domain : new ArrayList<>(seen.keySet())) {
            if (!states.containsKey(domain)) {
                gone(domain, "");
            }
        }
        List<String> changed = new ArrayList<>();
        states.forEach((domain, state) -> {
            if (!state.equals(seen.get(domain))) {
                changed.add(domain);
            }
        });
        look(changed, "");
        members.listed();
    }

    private void look(List<String> domains, String event) throws IOException, InterruptedException {
        List<String> unanswered = new ArrayList<>();
        for (Virsh.Answer answer : virsh.ask(domains)) {
            if (answer.isThere()) {
                answered(answer);
            } else {
                unanswered.add(answer.domain());
            }
        }
        if (!unanswered.isEmpty()) {
            unanswered(unanswered, event);
        }
    }

    private void answered(Virsh.Answer answer) {
        DomainState state = DomainState.read(answer.state());
        if (state.isMigratedAway()) {
            members.migratedAway(answer.domain());
            seen.put(answer.domain(), state.word());
        } else if (!state.isPassing()) {
            found(answer, state);
        }
    }

    /** Gone is only what libvirt does not list any more: a question fails for other reasons, too, such as its own end. */
    private void unanswered(List<String> domains, String event) throws IOException, InterruptedException {
        Set<String> listed = virsh.list().keySet();
        for (String domain : domains) {
            if (listed.contains(domain)) {
                seen.put(domain, UNKNOWN);
            } else {
                gone(domain, event);
            }
        }
    }

    /** One that cannot be read must not keep us from the others. */
    private void found(Virsh.Answer answer, DomainState state) {
        try {
            members.found(answer.domain(), Domain.read(answer.xml()), state);
            seen.put(answer.domain(), state.word());
            unreadable.remove(answer.domain());
        } catch (IOException e) {
            seen.put(answer.domain(), UNKNOWN);
            if (unreadable.add(answer.domain())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the domain {0} stays as it was: {1}",
                        answer.domain(),
                        e.getMessage());
            }
        }
    }

    private void gone(String domain, String event) {
        seen.remove(domain);
        unreadable.remove(domain);
        members.gone(domain, DomainState.ended(event));
    }
}
