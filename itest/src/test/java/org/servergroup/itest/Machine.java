package org.servergroup.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What a busy machine, and the virtual machine, do to the threads of a test: the share of a gap that is not the swap's. */
final class Machine implements AutoCloseable {
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Path THREADS = Path.of("/proc/self/task");

    /** How the names of the threads begin that swap, and that messages pass. */
    private static final List<String> INVOLVED = List.of("servergroup-", "app", "host", "Time-limited");

    /**
     * Delays in milliseconds.
     *
     * @param asleep how late a thread was, at worst, that does nothing but sleep: the virtual machine stood still, as when
     *     it unloads classes
     * @param ready how long the threads involved were ready and had no processor, added up
     */
    record Delay(long asleep, long ready) {}

    private final Thread thread = new Thread(this::run, "sleeper");
    private volatile boolean stopped;
    private long latest; // guarded by this
    private Map<Path, Long> waited = Map.of();

    Machine() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long last = System.nanoTime();
        while (!stopped) {
            LockSupport.parkNanos(NAP_NANOS);
            long now = System.nanoTime();
            late(now - last - NAP_NANOS);
            last = now;
        }
    }

    private synchronized void late(long nanos) {
        latest = Math.max(latest, nanos);
    }

    private synchronized long takeLatest() {
        long taken = latest;
        latest = 0;
        return taken;
    }

    /** Begins anew. */
    void begin() throws IOException {
        waited = waited();
        takeLatest();
    }

    /** What there was since then. Threads that have ended are not in it. */
    Delay delay() throws IOException {
        long asleep = takeLatest();
        long ready = 0;
        for (Map.Entry<Path, Long> each : waited().entrySet()) {
            ready += each.getValue() - waited.getOrDefault(each.getKey(), 0L);
        }
        return new Delay(TimeUnit.NANOSECONDS.toMillis(asleep), TimeUnit.NANOSECONDS.toMillis(ready));
    }

    /** How long each thread has waited for a processor in its life. */
    private static Map<Path, Long> waited() throws IOException {
        Map<Path, Long> found = new HashMap<>();
        try (Stream<Path> threads = Files.list(THREADS)) {
            threads.forEach(each -> read(each, found));
        }
        return found;
    }

    private static void read(Path thread, Map<Path, Long> found) {
        try {
            String name = Files.readString(thread.resolve("comm"));
            if (INVOLVED.stream().anyMatch(name::startsWith)) {
                String[] times = Files.readString(thread.resolve("schedstat")).split(" ", -1);
                found.put(thread, Long.parseLong(times[1]));
            }
        } catch (IOException e) {
            // It has just ended, or this kernel does not count.
        }
    }

    @Override
    public void close() {
        stopped = true;
        Launched.join(thread);
    }
}
