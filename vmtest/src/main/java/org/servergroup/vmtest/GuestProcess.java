package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program in a guest: what it prints, a way to signal it, and its exit code. */
final class GuestProcess implements AutoCloseable {
    private final Console console;
    private final String id;
    private final Transcript transcript;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    GuestProcess(Console console, String id, Path log) throws IOException {
        this.console = console;
        this.id = id;
        transcript = new Transcript(id, log);
    }

    void said(String line) {
        transcript.add(line);
    }

    void exited(int code) {
        transcript.end("it exited with " + code);
        exit.complete(code);
    }

    void ended(String reason) {
        transcript.end(reason);
        exit.completeExceptionally(new IllegalStateException(reason));
    }

    Transcript transcript() {
        return transcript;
    }

    int mark() {
        return transcript.mark();
    }

    Transcript.Seen await(int mark, String text, Duration patience) throws InterruptedException {
        return transcript.await(mark, text, patience);
    }

    /** Sends it a signal, by its name without SIG. */
    void signal(String name) throws IOException, InterruptedException {
        console.run("kill -" + name + " $(cat " + pidFile() + ")");
    }

    /** Where its process number stands in the guest. */
    String pidFile() {
        return "/run/commands/" + id + ".pid";
    }

    int awaitExit(Duration patience) throws InterruptedException {
        try {
            return exit.get(Load.stretch(patience).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new NotSeen(id + " did not exit within " + patience.toSeconds() + " s:" + transcript.tail());
        } catch (ExecutionException e) {
            throw new NotSeen(id + " has no exit code: " + e.getCause());
        }
    }

    /** Waits until it has ended in whatever way. */
    void awaitEnd(Duration patience) throws InterruptedException {
        NotSeen.unless(transcript.awaitEnd(Load.stretch(patience)), id + " did not end" + transcript.tail());
    }

    @Override
    public void close() throws IOException {
        transcript.close();
    }
}
