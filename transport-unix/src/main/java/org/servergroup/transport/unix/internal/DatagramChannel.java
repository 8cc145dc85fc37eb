package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.servergroup.channel.Loop;
import org.servergroup.posix.DatagramSocket;
import org.servergroup.posix.Errno;
import org.servergroup.posix.Holder;
import org.servergroup.posix.PosixException;
import org.servergroup.spi.AddressInUseException;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;

/** One bound address. Its thread receives, and sends what found no room at once; whoever flushes sends at once. */
final class DatagramChannel implements LocalTransport.Channel, Loop.Body {
    private static final int SOCKET = 1;

    private final Object lock = new Object();
    private final SafeReceiver receiver;
    private final DatagramSocket socket;
    private final Loop loop;
    private final SocketWatch watch;
    private final Losses losses = new Losses();
    private final Backlog backlog;
    private final Outlet outlet;
    private final Intake intake;

    // Guarded by the lock.
    private boolean ended;
    private boolean outletClosed;

    // The loop's own.
    private final List<LocalAddress> writable = new ArrayList<>();
    private boolean laneReady;

    private DatagramChannel(DatagramSocket socket, DatagramSettings settings, LocalTransport.Receiver receiver)
            throws IOException {
        int sendBufferBytes = socket.sendBuffer(settings.sendBufferBytes());
        this.socket = socket;
        this.receiver = new SafeReceiver(receiver);
        this.loop = new Loop("local", this);
        this.watch = new SocketWatch(loop.epoll(), socket, SOCKET, loop::wake);
        this.backlog = new Backlog(socket, sendBufferBytes, settings, loop.epoll(), loop::wake, losses);
        this.outlet = new Outlet(socket, settings.namespace(), watch, backlog, losses);
        this.intake = new Intake(socket, settings, this.receiver, loop::isClosing);
    }

    static DatagramChannel open(String address, DatagramSettings settings, LocalTransport.Receiver receiver)
            throws IOException {
        DatagramSocket socket = bind(settings.namespace().kernelName(LocalAddress.of(address)));
        DatagramChannel channel;
        try {
            channel = new DatagramChannel(socket, settings, receiver);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        channel.start();
        return channel;
    }

    private static DatagramSocket bind(byte[] name) throws IOException {
        try {
            return DatagramSocket.bound(name);
        } catch (PosixException e) {
            if (e.number() != Errno.EADDRINUSE) {
                throw e;
            }
            String text = "@" + new String(name, StandardCharsets.UTF_8);
            String holder = Holder.ofSocket(text).map(found -> " by " + found).orElse(" by another process");
            throw new AddressInUseException("the local address " + text + " is in use" + holder);
        }
    }

    private void start() throws IOException {
        boolean watched = false;
        try {
            watch.begin();
            watched = true;
        } finally {
            if (!watched) {
                loop.release();
                closeOutlet();
            }
        }
        loop.start();
    }

    @Override
    public Offer offer(LocalAddress to, ByteBuffer... parts) {
        long length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        if (length == 0) {
            throw new IllegalArgumentException("a frame must not be empty");
        }
        Offer outcome;
        List<Losses.Loss> lost;
        synchronized (lock) {
            if (ended || loop.isClosing()) {
                return Offer.CLOSED;
            }
            outcome = outlet.offer(to, parts, length);
            lost = losses.take();
        }
        tell(lost);
        return outcome;
    }

    @Override
    public void flush() {
        List<Losses.Loss> lost;
        synchronized (lock) {
            if (ended) {
                return;
            }
            outlet.flush();
            lost = losses.take();
        }
        tell(lost);
    }

    private void tell(List<Losses.Loss> lost) {
        for (int i = 0; i < lost.size(); i++) {
            Losses.Loss loss = lost.get(i);
            receiver.undelivered(loss.peer(), loss.reason(), loss.frames());
        }
    }

    @Override
    public void resume() {
        intake.resume();
        loop.wake();
    }

    boolean isClosed() {
        return loop.isClosing();
    }

    @Override
    public void close() {
        loop.end();
        List<Losses.Loss> lost;
        synchronized (lock) {
            ended = true;
            lost = losses.take();
        }
        tell(lost);
        for (Backlog.Returned frame = takeBack(); frame != null; frame = takeBack()) {
            receiver.returned(frame.peer(), ByteBuffer.wrap(frame.frame()));
        }
        receiver.mute();
    }

    private Backlog.@Nullable Returned takeBack() {
        synchronized (lock) {
            Backlog.Returned frame = outletClosed ? null : backlog.takeBack();
            if (frame == null && !outletClosed) {
                outletClosed = true;
                closeOutlet();
            }
            return frame;
        }
    }

    private void closeOutlet() {
        outlet.close();
        backlog.close();
    }

    @Override
    public int timeoutMillis() {
        if (intake.isReady()) {
            return 0;
        }
        if (!backlog.isTimed()) {
            return -1; // the lock may be busy: somebody sends
        }
        synchronized (lock) {
            return ended ? -1 : backlog.timeoutMillis();
        }
    }

    @Override
    public void event(int token, int events) {
        if (token == SOCKET) {
            intake.arrived();
            return;
        }
        laneReady = true;
        synchronized (lock) {
            if (!ended) {
                backlog.ready(token, writable);
            }
        }
    }

    @Override
    public void turn() throws IOException {
        watch.check();
        if (laneReady || backlog.isTimed()) {
            laneReady = false;
            serveLanes();
        }
        intake.turn();
    }

    private void serveLanes() {
        List<Losses.Loss> lost;
        synchronized (lock) {
            if (!ended) {
                backlog.retry(writable);
            }
            lost = losses.take();
        }
        tell(lost);
        for (int i = 0; i < writable.size(); i++) {
            receiver.writable(writable.get(i));
        }
        writable.clear();
    }

    private boolean ended() {
        synchronized (lock) {
            return ended;
        }
    }

    @Override
    public void failed(IOException cause) {
        synchronized (lock) {
            ended = true;
        }
        receiver.failed(cause);
    }

    @Override
    public void release() {
        if (!ended()) {
            intake.finish();
        }
        synchronized (lock) {
            // The last frames go out before the socket is closed.
            if (!outletClosed) {
                outlet.flush();
            }
            ended = true;
            socket.close();
        }
        intake.close();
    }
}
