package org.servergroup.transport.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Errno;
import org.servergroup.posix.ReceiveBatch;
import org.servergroup.posix.SendBatch;
import org.servergroup.spi.LocalAddress;

/** A local application, bound to a name in the abstract namespace. One thread may receive while another sends. */
public final class UnixPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final Duration POLL_INTERVAL = Duration.ofNanos(100_000);
    private static final int MAX_BYTES = 256 * 1024;

    private final LocalAddress address;
    private final DatagramSocket socket;
    private final Epoll readable = new Epoll(1);
    private final ReceiveBatch batch = new ReceiveBatch(16, MAX_BYTES);
    private final SendBatch sending = new SendBatch(1, MAX_BYTES);
    private final Deque<String> received = new ArrayDeque<>();
    private LocalAddress lastSender;

    /** Binds. */
    public UnixPeer(LocalAddress address) throws IOException {
        this.address = address;
        this.socket = DatagramSocket.bound(address.bytes());
        socket.sendBuffer(4 * MAX_BYTES);
        readable.add(socket.descriptor(), Epoll.IN, 0);
    }

    /** Where it is bound. */
    public LocalAddress address() {
        return address;
    }

    /** Takes datagrams from that address only, as many applications do. */
    public void connect(String to) throws IOException {
        socket.connect(DatagramSocket.name(to));
    }

    /** The socket. */
    public DatagramSocket socket() {
        return socket;
    }

    /** Sends without waiting; false if there is no room. */
    public boolean trySend(String to, String payload) throws IOException {
        byte[] name = DatagramSocket.name(to);
        sending.clear();
        byte[] bytes = payload.getBytes(UTF_8);
        sending.add(name, name.length, bytes.length);
        sending.append(ByteBuffer.wrap(bytes));
        int sent = socket.send(sending, 0, 1);
        if (sent == 1) {
            return true;
        }
        if (sent == -Errno.EAGAIN) {
            return false;
        }
        throw new IOException("send to " + to + ": " + sent);
    }

    /** Sends, waiting for room. */
    public void send(String to, String payload) throws IOException {
        if (!trySend(to, payload)) {
            await("room at " + to)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .atMost(Duration.ofMillis(PATIENCE_MILLIS))
                    .until(() -> trySend(to, payload));
        }
    }

    /** The next datagram. */
    public String next() throws IOException {
        if (received.isEmpty() && !more(PATIENCE_MILLIS)) {
            throw new IOException("no datagram came for " + address);
        }
        return received.remove();
    }

    /** So many datagrams. */
    public List<String> next(int count) throws IOException {
        List<String> found = new ArrayList<>();
        while (found.size() < count) {
            found.add(next());
        }
        return found;
    }

    /** Everything that is there already. */
    public List<String> rest() throws IOException {
        while (more(0)) {
            // On.
        }
        List<String> found = new ArrayList<>(received);
        received.clear();
        return found;
    }

    /** Who sent what was received last. */
    public LocalAddress lastSender() {
        return lastSender;
    }

    private boolean more(int timeoutMillis) throws IOException {
        if (readable.await(timeoutMillis) == 0) {
            return false;
        }
        int count = socket.receive(batch);
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[MAX_BYTES];
            batch.payload(i, bytes);
            received.add(new String(bytes, 0, batch.length(i), UTF_8));
            byte[] name = new byte[LocalAddress.MAX_BYTES];
            int length = batch.name(i, name);
            lastSender = LocalAddress.ofBytes(Arrays.copyOf(name, length));
        }
        return count > 0;
    }

    @Override
    public void close() {
        readable.close();
        socket.close();
        batch.close();
        sending.close();
    }
}
