package org.servergroup.vmtest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/** The host end of a guest's port, held by the test in place of the host side. */
final class PortEnd implements AutoCloseable {
    private final Transcript received;
    private final LineSocket socket;
    private volatile String torn = "";

    /**
     * @param wanted which lines count; others are dropped
     */
    PortEnd(Path path, String instance, Path logs, Predicate<String> wanted) throws IOException {
        received = new Transcript(instance + "'s port", logs.resolve(instance + ".port.log"));
        socket = LineSocket.connect(path, "port-" + instance, new LineSocket.Listener() {
            @Override
            public void line(String line) {
                if (wanted.test(line)) {
                    received.add(line);
                }
            }

            @Override
            public void ended(String rest) {
                torn = rest;
                received.end("the socket has ended");
            }
        });
    }

    void send(String line) throws IOException {
        socket.send(line);
    }

    Transcript received() {
        return received;
    }

    Transcript.Seen await(int mark, String text, Duration patience) throws InterruptedException {
        return received.await(mark, text, patience);
    }

    /** What came after the last newline, once the socket has ended. */
    String torn() {
        return torn;
    }

    /** Waits until the other side closes. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return received.awaitEnd(patience);
    }

    /** Goes away; what was received stays to be looked at. */
    void disconnect() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        disconnect();
        received.close();
    }
}
