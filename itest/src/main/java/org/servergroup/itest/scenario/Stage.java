package org.servergroup.itest.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A temporary folder and the processes in it; takes both away at the end, however that comes. Thread-safe. */
final class Stage implements AutoCloseable {
    private final Installation installation;
    private final Path folder;
    private final Deque<AutoCloseable> props = new ArrayDeque<>();
    private volatile boolean closed;

    Stage(Installation installation) throws IOException {
        this.installation = installation;
        // Not the configured temporary folder, whose path may be too long for a socket.
        this.folder = Files.createTempDirectory(Path.of("/tmp"), "servergroup-demo-");
    }

    Installation installation() {
        return installation;
    }

    Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /** Starts a program of the distribution, with its temporary files on this stage. */
    Program start(String name, Consumer<String> listener, String program, String... arguments) throws IOException {
        Map<String, String> environment =
                Map.of("XDG_RUNTIME_DIR", folder("run").toString());
        List<String> command = installation.command(program, arguments);
        synchronized (this) {
            return add(Program.start(name, command, environment, listener));
        }
    }

    /** Will be closed at the end, before everything that was added earlier. */
    synchronized <T extends AutoCloseable> T add(T prop) throws IOException {
        if (closed) {
            throw new IOException("the stage is closed");
        }
        props.push(prop);
        return prop;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        // All at once first, so that one after the other takes no time.
        for (AutoCloseable prop : props) {
            if (prop instanceof Program program) {
                program.process().destroy();
            }
        }
        while (!props.isEmpty()) {
            closeQuietly(props.pop());
        }
        remove();
    }

    private static void closeQuietly(AutoCloseable prop) {
        try {
            prop.close();
        } catch (Exception e) {
            // The rest has to be taken away all the same.
        }
    }

    private void remove() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
