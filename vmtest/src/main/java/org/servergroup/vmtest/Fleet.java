package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The guests of a run. Booting one and starting its agent is what takes most of the time, so each serves one scenario after
 * the other, until one kills it or fails. One thread plays; another may close it all.
 */
final class Fleet implements AutoCloseable {
    private final Prepared prepared;
    private final Path folder;
    private final Path ports;
    private final Map<Integer, Guest> guests = new ConcurrentHashMap<>();
    private final Map<Integer, Member> members = new ConcurrentHashMap<>();
    private int booted;
    private volatile boolean closed;

    /**
     * @param folder where the logs of the guests go, and the sockets of the test's own
     */
    Fleet(Prepared prepared, Path folder) throws IOException {
        this.prepared = prepared;
        this.folder = folder;
        ports = Files.createDirectories(folder.resolve("ports"));
    }

    /** Where the sockets of the guests' ports and monitors are, and nothing else. */
    Path ports() {
        return ports;
    }

    static String instance(int number) {
        return String.format("instance-%08x", number);
    }

    /** Starts a new guest, in place of the one with this number if there is one, without waiting for its boot. */
    Guest start(int number) throws IOException, InterruptedException {
        return start(number, prepared);
    }

    /** The same from another image. */
    Guest start(int number, Prepared from) throws IOException, InterruptedException {
        end(number);
        Path logs = Files.createDirectories(folder.resolve("boot-" + ++booted));
        Guest guest = new Guest(instance(number), from, ports, logs);
        guests.put(number, guest);
        if (closed) {
            end(number);
            throw new IOException("the run has ended");
        }
        return guest;
    }

    /** Ends a guest, if there is one. */
    void end(int number) throws IOException {
        members.remove(number);
        Guest guest = guests.remove(number);
        if (guest != null) {
            guest.close();
        }
    }

    /** Starts the agent in a guest that takes commands; to be waited for by {@link Member#awaitAgent()}. */
    Member start(int number, Guest guest, String javaOptions) throws IOException {
        Member member = Member.start(guest, javaOptions);
        members.put(number, member);
        return member;
    }

    /** Guests with these numbers whose agents run with these options: those that are there, and new ones. */
    List<Member> members(String javaOptions, int... numbers) throws IOException, InterruptedException {
        for (int number : numbers) {
            Guest guest = guests.get(number);
            if (guest == null || !guest.isAlive()) {
                start(number);
            }
        }
        List<Member> wanted = new ArrayList<>();
        for (int number : numbers) {
            Guest guest = Objects.requireNonNull(guests.get(number));
            Member member = members.get(number);
            if (member == null) {
                guest.awaitReady();
                member = start(number, guest, javaOptions);
            } else if (!member.javaOptions().equals(javaOptions)) {
                member.restart(javaOptions);
            }
            wanted.add(member);
        }
        for (Member member : wanted) {
            member.awaitAgent();
        }
        return wanted;
    }

    /** A scenario has ended: so do its applications. */
    void rest() throws IOException, InterruptedException {
        for (Map.Entry<Integer, Guest> guest : Map.copyOf(guests).entrySet()) {
            if (!guest.getValue().isAlive() || !members.containsKey(guest.getKey())) {
                end(guest.getKey());
            } else {
                guest.getValue()
                        .console()
                        .endAllBut(Objects.requireNonNull(members.get(guest.getKey()))
                                .supervisor());
            }
        }
    }

    /** Ends all guests. */
    void clear() throws IOException {
        for (int number : List.copyOf(guests.keySet())) {
            end(number);
        }
    }

    /** Idempotent; also called when the test itself is interrupted. */
    @Override
    public void close() throws IOException {
        closed = true;
        clear();
    }
}
