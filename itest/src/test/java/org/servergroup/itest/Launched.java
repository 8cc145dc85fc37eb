package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.servergroup.itest.scenario.Installation;
import org.servergroup.itest.scenario.Program;

/** Starts programs of the distribution that is under test. */
final class Launched {
    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final Path DISTRIBUTION = Path.of(System.getProperty("servergroup.distribution"));

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private Launched() {}

    /** The jars in folders of the distribution. */
    static List<Path> jarsIn(String... folders) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.list(DISTRIBUTION.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
            }
        }
        return jars;
    }

    static Program start(String program, String... arguments) throws IOException {
        return start(new Installation(DISTRIBUTION), Map.of(), program, arguments);
    }

    static Program start(
            Installation installation, Map<String, String> environment, String program, String... arguments)
            throws IOException {
        return Program.start(program, installation.command(program, arguments), environment, line -> {});
    }

    /** What a program that ends by itself had to say. */
    static Ended run(String program, String... arguments) throws Exception {
        return end(start(program, arguments));
    }

    static Ended end(Program program) throws Exception {
        try (program) {
            int exitCode = program.awaitEnd(DEADLINE);
            return new Ended(exitCode, String.join("\n", program.lines()));
        }
    }

    /** Waits for a thread that has been told to end. */
    static void join(Thread thread) {
        try {
            thread.join(DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A name in the abstract namespace that nobody else on this machine uses. */
    static String uniqueAddress() {
        return "sgt." + ProcessHandle.current().pid() + "." + COUNTER.incrementAndGet();
    }

    /** Waits until somebody is bound to a name in the abstract namespace. */
    static void awaitBound(String address, Process by) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!isBound(address)) {
            boolean ended = by.waitFor(20, TimeUnit.MILLISECONDS);
            assertThat(ended || System.nanoTime() > end)
                    .as("%s was not bound", address)
                    .isFalse();
        }
    }

    /** Connects to a UNIX socket as a host does: again and again, until somebody listens. */
    static SocketChannel connect(Path socket) {
        return Awaitility.await()
                .atMost(DEADLINE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> SocketChannel.open(UnixDomainSocketAddress.of(socket)), SocketChannel::isConnected);
    }

    static void write(SocketChannel to, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    static boolean isBound(String address) throws IOException {
        return Files.readString(Path.of("/proc/net/unix")).contains(" @" + address + "\n");
    }

    record Ended(int exitCode, String output) {}
}
