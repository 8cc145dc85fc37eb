package org.servergroup.vmtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The real {@code servergroup-host} as a process, connected to the sockets of the guests. */
final class HostSide implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern ALL = Pattern.compile("\\b([1-9]\\d*) of \\1 guests are connected");

    private final Process process;
    private final Transcript log;

    /**
     * Starts it.
     *
     * @param ports the folder of the guests' sockets
     * @param log where its log goes
     */
    HostSide(Path distribution, Path ports, Path log) throws IOException {
        this.log = new Transcript("servergroup-host", log);
        process = new ProcessBuilder(Leash.on(List.of(
                        distribution.resolve("bin/servergroup-host").toString(),
                        "--sockets",
                        ports.toString(),
                        "--log-level",
                        "info")))
                .redirectErrorStream(true)
                .start();
        Thread reader = new Thread(this::read, "vmtest-host");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
            }
        } catch (IOException e) {
            // The process was ended.
        }
        log.end("it has ended");
    }

    Transcript log() {
        return log;
    }

    /** Waits until it looks for guests: from then on it is there. */
    Transcript.Seen awaitStarted() throws InterruptedException {
        return log.await(0, "looking for guests", PATIENCE);
    }

    /** Waits until it says that it is connected to the instance, or to all that it has found. */
    void awaitConnected(String instance) throws InterruptedException {
        log.await(
                0,
                instance + ": connected",
                line -> line.contains(instance + ": connected")
                        || ALL.matcher(line).find(),
                PATIENCE);
    }

    /** Ends it in order; returns its exit code. */
    int stop() throws InterruptedException {
        process.toHandle().destroy(); // unlike the process's own, this leaves the leash alone
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new NotSeen("servergroup-host did not end within 10 s of a SIGTERM:" + log.tail());
        }
        return process.exitValue();
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws IOException {
        process.toHandle().destroy(); // unlike the process's own, this leaves the leash alone
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process.getOutputStream().close();
        log.close();
    }
}
