package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs commands inside a guest, over a port of the test's own. The other end is the guest's {@code init}. */
final class Console implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CHUNK = 24 * 1024;

    private final String instance;
    private final Path logs;
    private final Transcript state;
    private final LineSocket socket;
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<String, GuestProcess> running = new ConcurrentHashMap<>();

    Console(ServerSocketChannel server, String instance, Path logs) throws IOException {
        this.instance = instance;
        this.logs = logs;
        state = new Transcript(instance + "'s console", logs.resolve(instance + ".console.log"));
        socket = LineSocket.accept(server, "console-" + instance, new LineSocket.Listener() {
            @Override
            public void line(String line) {
                received(line);
            }

            @Override
            public void ended(String torn) {
                state.end("QEMU has gone");
                running.values().forEach(process -> process.ended("its guest has gone"));
            }
        });
    }

    private void received(String line) {
        String[] parts = line.split(" ", 3);
        if (line.equals("ready")) {
            running.values().forEach(process -> process.ended("its guest was reset"));
            running.clear();
            state.add(line);
        } else if (parts.length == 3 && parts[0].equals("o")) {
            said(parts[1], parts[2]);
        } else if (parts.length == 3 && parts[0].equals("x")) {
            GuestProcess process = running.remove(parts[1]);
            if (process != null) {
                process.exited(Integer.parseInt(parts[2]));
            }
        } else {
            state.add(line);
        }
    }

    private void said(String id, String text) {
        GuestProcess process = running.get(id);
        if (process != null) {
            process.said(text);
        }
    }

    int mark() {
        return state.mark();
    }

    void awaitReady(int mark, Duration patience) throws InterruptedException {
        state.await(mark, "ready", patience);
    }

    /** Runs a shell command to its end and returns what it printed. Throws {@link NotSeen} when it fails. */
    List<String> run(String command) throws IOException, InterruptedException {
        try (GuestProcess process = launch("command", command)) {
            int code = process.awaitExit(PATIENCE);
            List<String> printed = process.transcript().since(0);
            NotSeen.unless(code == 0, instance + ": " + command + " exited " + code + ": " + printed);
            return printed;
        }
    }

    /** Starts a program that goes on running; {@code name} names its log. */
    GuestProcess start(String name, String command) throws IOException {
        return launch(name, "echo $$ >/run/commands/$VMTEST_ID.pid; exec " + command);
    }

    private GuestProcess launch(String name, String command) throws IOException {
        String id = name + "-" + commands.incrementAndGet();
        GuestProcess process = new GuestProcess(this, id, logs.resolve(instance + "." + id + ".log"));
        running.put(id, process);
        String script = "VMTEST_ID=" + id + "\n" + command + "\n";
        socket.send(id + " " + Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_8)));
        return process;
    }

    /** Kills all programs that still run but this one, and waits for their ends. */
    void endAllBut(GuestProcess one) throws IOException, InterruptedException {
        for (GuestProcess process : List.copyOf(running.values())) {
            if (process != one) {
                run("kill -9 $(cat " + process.pidFile() + ") 2>/dev/null; true");
                process.awaitEnd(PATIENCE);
            }
        }
    }

    /** Copies a file into the guest, in pieces, and puts it in its place by renaming. */
    void copy(Path file, String target) throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(file);
        List<String> part = new ArrayList<>(List.of(": >" + target + ".part"));
        for (int start = 0; start < bytes.length; start += CHUNK) {
            byte[] chunk = java.util.Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + CHUNK));
            part.add("base64 -d >>" + target + ".part <<'END'\n"
                    + Base64.getMimeEncoder().encodeToString(chunk) + "\nEND");
            run(String.join("\n", part));
            part.clear();
        }
        run("mv " + target + ".part " + target);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (GuestProcess process : running.values()) {
            process.close();
        }
        state.close();
    }
}
