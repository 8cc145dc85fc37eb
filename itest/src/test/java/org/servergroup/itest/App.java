package org.servergroup.itest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Errno;
import org.servergroup.posix.ReceiveBatch;
import org.servergroup.posix.SendBatch;

/** A local application with a datagram socket of its own: sends numbered messages to the host, and takes the host's. */
final class App implements AutoCloseable {
    private static final int SLOTS = 16;
    private static final int MAX_BYTES = 4096;
    private static final int WAIT_MILLIS = 100;

    private final DatagramSocket socket;
    private final byte[] agent;
    private final SendBatch out = new SendBatch(1, MAX_BYTES);
    private final ReceiveBatch in = new ReceiveBatch(SLOTS, MAX_BYTES);
    private final Epoll epoll = new Epoll(1);
    private final byte[] payload = new byte[MAX_BYTES];
    private final Sequence received;
    private final AtomicLong refused = new AtomicLong();
    private final Thread reader;
    private volatile boolean stopped;

    App(String address, String agent, Sequence received) throws IOException {
        this.received = received;
        this.agent = DatagramSocket.name(agent);
        this.socket = DatagramSocket.bound(DatagramSocket.name(address));
        epoll.add(socket.descriptor(), Epoll.IN, 0);
        this.reader = new Thread(this::read, "app reader");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Sends a message. Accepted is what the kernel took: the application knows no more.
     *
     * @return false if it was not accepted, because the agent's socket is full, refuses, or is not there
     */
    boolean send(long number) throws IOException {
        String text = "{\"version\":2,\"dest_addr\":\"cgcs.other\",\"data\":{\"n\":" + number + "}}";
        out.clear();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.add(agent, agent.length, bytes.length);
        out.append(ByteBuffer.wrap(bytes));
        int sent = socket.send(out, 0, 1);
        if (sent == -Errno.ECONNREFUSED || sent == -Errno.EPIPE) {
            refused.incrementAndGet();
            return false;
        }
        if (sent < 0 && sent != -Errno.EAGAIN) {
            throw new IOException("errno " + -sent);
        }
        return sent == 1;
    }

    /** How often the agent's socket was not there, or just being closed. */
    long refused() {
        return refused.get();
    }

    private void read() {
        try {
            while (!stopped) {
                if (epoll.await(WAIT_MILLIS) > 0) {
                    int count = socket.receive(in);
                    for (int i = 0; i < count; i++) {
                        in.payload(i, payload);
                        Numbered.in(new String(payload, 0, in.length(i), StandardCharsets.UTF_8), received);
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        Launched.join(reader);
        socket.close();
        epoll.close();
        in.close();
        out.close();
    }
}
