package org.servergroup.host.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.GroupDirectory;

/** A host side on a folder of its own, and guests and their monitors for it. */
final class HostFixture implements AutoCloseable {
    /** Settings for tests, to be varied. */
    static final class Limits {
        int maxFrameBytes = 256 * 1024;
        int maxQueuedBytes = 512 * 1024;
        int messagesPerSecond;
        long bytesPerSecond;
        long goneDelayMs = 100;
        long reconnectMaxMs = 100;
        Set<String> statusFields = Set.of("instance_id", "display_name", "power_state", "vcpus", "metadata");
        Set<String> hostAddresses = Set.of();
        String adminSocket = "";
    }

    /** For what may take long on a machine that is busy with something else. */
    static final Duration DEADLINE = Duration.ofSeconds(30);

    static {
        Awaitility.setDefaultTimeout(DEADLINE);
    }

    final Path folder;
    final Settings settings;
    final Host host;
    private final List<Closeable> others = new ArrayList<>();

    HostFixture(UnaryOperator<Limits> limits) throws IOException {
        // Short, because the path of a socket has at most 107 bytes.
        folder = Files.createTempDirectory("sgh");
        settings = settings(folder, limits.apply(new Limits()));
        host = new Host(settings);
    }

    static HostFixture auto() throws IOException {
        return auto(limits -> limits);
    }

    static HostFixture auto(UnaryOperator<Limits> limits) throws IOException {
        return new HostFixture(limits).start(new AutoDirectory());
    }

    HostFixture start(@Nullable GroupDirectory directory) {
        host.start();
        host.use(directory);
        return this;
    }

    static Settings settings(Path folder, Limits limits) {
        return settings(List.of(folder), limits);
    }

    static Settings settings(List<Path> folders, Limits limits) {
        return new Settings(
                folders,
                "cgcs.messaging.*.sock",
                "auto",
                limits.maxFrameBytes,
                limits.maxQueuedBytes,
                64L << 20,
                limits.messagesPerSecond,
                limits.bytesPerSecond,
                5,
                limits.reconnectMaxMs,
                limits.goneDelayMs,
                limits.statusFields,
                limits.hostAddresses,
                limits.adminSocket);
    }

    /** A guest that is there, connected. */
    FakeGuest guest(String instance) throws IOException, InterruptedException {
        FakeGuest guest = waitingGuest(instance);
        guest.connected();
        return guest;
    }

    FakeGuest waitingGuest(String instance) throws IOException {
        return add(new FakeGuest(folder, instance));
    }

    FakeGuest deafGuest(String instance) throws IOException {
        return add(FakeGuest.deaf(folder, instance));
    }

    /** QEMU's monitor of a guest. */
    FakeMonitor monitor(String instance, String status) throws IOException {
        return add(new FakeMonitor(folder, instance, status));
    }

    private <T extends Closeable> T add(T other) {
        others.add(other);
        return other;
    }

    @Override
    public void close() throws IOException {
        host.stop();
        for (Closeable other : others) {
            other.close();
        }
        try (var left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Waits until the host's thread has done everything it was told before. */
    void settle() throws Exception {
        ask(there -> true);
    }

    /** A number that only the host's thread may look at. */
    long count(ToLongFunction<Host> question) throws Exception {
        return ask(question::applyAsLong);
    }

    /** What only the host's thread may look at. */
    <T> T ask(Function<Host, T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        host.run(() -> answer.complete(question.apply(host)));
        return answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
}
