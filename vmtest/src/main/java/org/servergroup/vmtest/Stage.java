package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one scenario plays on: its guests, its programs, its folder. Whatever it opened is ended with it, newest first. */
final class Stage implements AutoCloseable {
    private final Prepared prepared;
    private final @Nullable Path distribution;
    private final Path folder;
    private final Path ports;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int hosts;

    Stage(Prepared prepared, @Nullable Path distribution, Path folder) throws IOException {
        this.prepared = prepared;
        this.distribution = distribution;
        this.folder = Files.createDirectories(folder);
        ports = Files.createDirectories(folder.resolve("ports"));
    }

    /** Where logs go. */
    Path folder() {
        return folder;
    }

    /** Where the sockets of the guests' ports are, and nothing else. */
    Path ports() {
        return ports;
    }

    static String instance(int number) {
        return String.format("instance-%08x", number);
    }

    /** Boots guests with these numbers, all at once, and returns when all take commands. */
    List<Guest> boot(int... numbers) throws IOException, InterruptedException {
        List<Guest> guests = new ArrayList<>();
        for (int number : numbers) {
            guests.add(start(number));
        }
        for (Guest guest : guests) {
            guest.awaitReady();
        }
        return guests;
    }

    /** Starts a guest without waiting for its boot. */
    Guest start(int number) throws IOException, InterruptedException {
        return keep(new Guest(instance(number), prepared, ports, folder));
    }

    /** Starts the real host side. */
    HostSide startHost() throws IOException {
        return keep(new HostSide(
                Objects.requireNonNull(distribution, "distribution"),
                ports,
                folder.resolve("host-" + ++hosts + ".log")));
    }

    /** Starts the real host side and waits until it is connected to these. */
    HostSide startHost(List<Member> members) throws IOException, InterruptedException {
        HostSide host = startHost();
        for (Member member : members) {
            host.awaitConnected(member.instance());
        }
        return host;
    }

    /** Boots guests with these numbers, and starts the agent in each; returns when all have opened their ports. */
    List<Member> members(String javaOptions, int... numbers) throws IOException, InterruptedException {
        List<Member> members = new ArrayList<>();
        for (Guest guest : boot(numbers)) {
            members.add(Member.start(guest, javaOptions));
        }
        for (Member member : members) {
            member.awaitAgent(0);
        }
        return members;
    }

    PortEnd openPort(Guest guest) throws IOException {
        return keep(guest.openPort(folder));
    }

    /** Has it ended with the scenario. */
    synchronized <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    private synchronized List<AutoCloseable> drain() {
        List<AutoCloseable> all = new ArrayList<>(open);
        open.clear();
        return all;
    }

    /** Idempotent; also called when the test itself is interrupted. */
    @Override
    public void close() throws IOException {
        IOException failed = null;
        for (AutoCloseable resource : drain()) {
            try {
                resource.close();
            } catch (Exception e) {
                failed = failed == null ? new IOException("ending the scenario's parts") : failed;
                failed.addSuppressed(e);
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
