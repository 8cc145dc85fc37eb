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

/**
 * What one scenario plays on: guests of the fleet, its programs, its folder. Whatever it opened is ended with it, newest
 * first; the guests stay.
 */
final class Stage implements AutoCloseable {
    private final Fleet fleet;
    private final @Nullable Path distribution;
    private final Path folder;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int hosts;

    Stage(Fleet fleet, @Nullable Path distribution, Path folder) throws IOException {
        this.fleet = fleet;
        this.distribution = distribution;
        this.folder = Files.createDirectories(folder);
    }

    /** Where logs go. */
    Path folder() {
        return folder;
    }

    /** Boots new guests with these numbers, all at once, and returns when all take commands. */
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

    /** Starts a new guest without waiting for its boot. */
    Guest start(int number) throws IOException, InterruptedException {
        return fleet.start(number);
    }

    /** The same from another image. */
    Guest start(int number, Prepared from) throws IOException, InterruptedException {
        return fleet.start(number, from);
    }

    /** What is tested. */
    Path distribution() {
        return Objects.requireNonNull(distribution, "distribution");
    }

    /** Starts the agent in a new guest that takes commands; to be waited for by {@link Member#awaitAgent()}. */
    Member start(int number, Guest guest, String javaOptions) throws IOException {
        return fleet.start(number, guest, javaOptions);
    }

    /** Ends a guest, if there is one. */
    void end(int number) throws IOException {
        fleet.end(number);
    }

    /** Has no guest run. */
    void clear() throws IOException {
        fleet.clear();
    }

    /** Guests with these numbers and running agents: those that are there, and new ones. */
    List<Member> members(String javaOptions, int... numbers) throws IOException, InterruptedException {
        return fleet.members(javaOptions, numbers);
    }

    /** Starts the real host side. */
    HostSide startHost() throws IOException {
        return keep(new HostSide(distribution(), fleet.ports(), folder.resolve("host-" + ++hosts + ".log")));
    }

    /** Starts the real host side and waits until it is connected to these. */
    HostSide startHost(List<Member> members) throws IOException, InterruptedException {
        HostSide host = startHost();
        for (Member member : members) {
            host.awaitConnected(member.instance());
        }
        return host;
    }

    PortEnd openPort(Guest guest) throws IOException {
        return keep(guest.openPort(folder));
    }

    /** The host end of the port, for one application. */
    PortEnd openPort(Guest guest, String application) throws IOException {
        return keep(guest.openPort(folder, application));
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
