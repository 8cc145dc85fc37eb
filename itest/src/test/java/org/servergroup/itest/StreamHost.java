package org.servergroup.itest;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A host at the other end of a UNIX stream socket: connects whenever somebody listens, and takes whole lines. */
final class StreamHost implements AutoCloseable {
    private static final long RETRY_MILLIS = 5;

    private final Path socket;
    private final Consumer<String> lines;
    private final Thread reader;
    private final CountDownLatch stopped = new CountDownLatch(1);

    StreamHost(Path socket, Consumer<String> lines) {
        this.socket = socket;
        this.lines = lines;
        this.reader = new Thread(this::run, "stream host");
        reader.setDaemon(true);
        reader.start();
    }

    private void run() {
        try {
            do {
                serve();
            } while (!stopped.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes lines as long as they come; returns at once if nobody listens. */
    private void serve() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            // Nobody listens now, or it has gone: then again.
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        reader.interrupt();
        Launched.join(reader);
    }
}
