package org.servergroup.vmtest;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A UNIX stream socket that carries lines. Its reader thread hands each one on; a torn last line is handed on as torn. */
final class LineSocket implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final SocketChannel socket;
    private final Listener listener;
    private final Thread reader;

    private LineSocket(SocketChannel socket, String name, Listener listener) {
        this.socket = socket;
        this.listener = listener;
        reader = new Thread(this::read, "vmtest-" + name);
        reader.setDaemon(true);
    }

    static LineSocket connect(Path path, String name, Listener listener) throws IOException {
        return start(SocketChannel.open(UnixDomainSocketAddress.of(path)), name, listener);
    }

    /** Takes the one connection that is expected, and stops listening. */
    static LineSocket accept(ServerSocketChannel server, String name, Listener listener) throws IOException {
        try (server) {
            return start(server.accept(), name, listener);
        }
    }

    static ServerSocketChannel listen(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    private static LineSocket start(SocketChannel socket, String name, Listener listener) {
        LineSocket lines = new LineSocket(socket, name, listener);
        lines.reader.start();
        return lines;
    }

    /** Writes the line and a newline. Blocks while the other side does not read. */
    void send(String line) throws IOException {
        write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the bytes as they are. Blocks while the other side does not read. */
    synchronized void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    private void read() {
        LineBuffer line = new LineBuffer(listener::line);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (socket.read(buffer) >= 0) {
                line.add(buffer.array(), buffer.position());
                buffer.clear();
            }
        } catch (IOException e) {
            // The other side is gone, or close() was called: the end either way.
        }
        listener.ended(line.rest());
    }

    /** Idempotent. Returns once the reader has ended, unless the reader itself calls. */
    @Override
    public void close() throws IOException {
        socket.close();
        if (Thread.currentThread() != reader) {
            try {
                reader.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Hears what comes in, in the reader's thread. */
    interface Listener {
        void line(String line);

        /** No more lines; {@code torn} is what came after the last newline. */
        default void ended(String torn) {}
    }
}
