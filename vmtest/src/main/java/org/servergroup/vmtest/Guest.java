package org.servergroup.vmtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A virtual machine without any network device: QEMU as a process, its port's socket, and the console inside. */
final class Guest implements AutoCloseable {
    static final Duration BOOT = Duration.ofMinutes(2);
    private static final String PORT = "port";

    private final String instance;
    private final Path portSocket;
    private final Path monitor;
    private final Path taken;
    private final Process process;
    private final Transcript serial;
    private final Qmp qmp;
    private final Console console;

    /**
     * Starts QEMU and returns once it answers; {@link #awaitReady()} waits for the boot.
     *
     * @param ports where the sockets of its port and its monitor appear
     * @param logs where its logs go; also holds the sockets of the test's own
     */
    Guest(String instance, Prepared prepared, Path ports, Path logs) throws IOException, InterruptedException {
        this.instance = instance;
        portSocket = ports.resolve("cgcs.messaging." + instance + ".sock");
        monitor = ports.resolve("qmp." + instance + ".sock");
        taken = logs.resolve(instance + ".taken.log");
        Path qmpSocket = logs.resolve(instance + ".qmp");
        Path consoleSocket = logs.resolve(instance + ".con");
        try (ServerSocketChannel qmpServer = LineSocket.listen(qmpSocket);
                ServerSocketChannel consoleServer = LineSocket.listen(consoleSocket)) {
            serial = new Transcript(instance + "'s serial console", logs.resolve(instance + ".serial.log"));
            process = new ProcessBuilder(Leash.on(
                            QemuCommand.of(prepared, instance, qmpSocket, consoleSocket, portSocket, monitor, taken)))
                    .redirectErrorStream(true)
                    .start();
            // Closing them wakes accept() below when QEMU dies at once.
            readSerial(() -> closeQuietly(qmpServer, consoleServer));
            try {
                console = new Console(consoleServer, instance, logs);
                qmp = new Qmp(qmpServer, new Transcript(instance + "'s QMP", logs.resolve(instance + ".qmp.log")));
            } catch (IOException | NotSeen e) {
                process.destroyForcibly();
                throw new IOException("QEMU did not start: " + serial.tail(), e);
            }
        } finally {
            Files.deleteIfExists(qmpSocket);
            Files.deleteIfExists(consoleSocket);
        }
    }

    private void readSerial(Runnable ended) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            serial.add(line);
                        }
                    } catch (IOException e) {
                        // The process was ended.
                    }
                    serial.end("QEMU has gone");
                    ended.run();
                },
                "vmtest-serial-" + instance);
        reader.setDaemon(true);
        reader.start();
    }

    private static void closeQuietly(ServerSocketChannel... servers) {
        for (ServerSocketChannel server : servers) {
            try {
                server.close();
            } catch (IOException e) {
                // Nobody waits on it then.
            }
        }
    }

    String instance() {
        return instance;
    }

    Path portSocket() {
        return portSocket;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The lines that QEMU has taken from the port, whether or not the host end was there. */
    List<String> takenByQemu() throws IOException {
        List<String> lines = new ArrayList<>();
        byte[] bytes = Files.readAllBytes(taken);
        new LineBuffer(lines::add).add(bytes, bytes.length);
        return lines;
    }

    Console console() {
        return console;
    }

    /** Waits until the guest takes commands for the first time. */
    void awaitReady() throws InterruptedException {
        console.awaitReady(0, BOOT);
    }

    /** The host end of the port, held by the test itself. */
    PortEnd openPort(Path logs) throws IOException {
        return new PortEnd(portSocket, instance, logs, line -> true);
    }

    /** The same, blind for all but one application: those of former scenarios may have left something. */
    PortEnd openPort(Path logs, String application) throws IOException {
        return new PortEnd(portSocket, instance, logs, Addresses.from(application));
    }

    Transcript serial() {
        return serial;
    }

    int events() {
        return qmp.mark();
    }

    /**
     * Waits for the guest's side of the port to be opened or closed, after the mark taken by {@link #events()}. QEMU tells
     * of the port once in a second at most, and of the newest state only.
     */
    Transcript.Seen awaitPort(int mark, boolean open, Duration patience) throws InterruptedException {
        return qmp.await(mark, "VSERPORT_CHANGE", data -> isPort(data, open), patience);
    }

    private static boolean isPort(JsonNode data, boolean open) {
        return data.path("id").asText().equals(PORT) && data.path("open").asBoolean() == open;
    }

    /** Presses the reset button and waits until the guest takes commands again. */
    void reset() throws IOException, InterruptedException {
        int mark = console.mark();
        qmp.execute("system_reset", Map.of());
        console.awaitReady(mark, BOOT);
    }

    void pause() throws IOException, InterruptedException {
        qmp.execute("stop", Map.of());
    }

    void resume() throws IOException, InterruptedException {
        qmp.execute("cont", Map.of());
    }

    /** Takes the port away while the guest runs. Its socket stays. */
    void unplugPort() throws IOException, InterruptedException {
        qmp.execute("device_del", Map.of("id", PORT));
    }

    void replugPort() throws IOException, InterruptedException {
        qmp.execute(
                "device_add",
                Map.of(
                        "driver", "virtserialport",
                        "bus", "port-bus.0",
                        "chardev", PORT,
                        "name", "cgcs.messaging",
                        "id", PORT));
    }

    /** Ends QEMU as a crash of the host's process would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Ends it in whatever state it is. */
    @Override
    public void close() throws IOException {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        for (AutoCloseable part : List.of(process.getOutputStream(), console, qmp, serial)) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IOException("closing " + instance, e);
            }
        }
        Files.deleteIfExists(portSocket);
        Files.deleteIfExists(monitor);
    }
}
