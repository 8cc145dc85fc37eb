package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private final SafeReceiver receiver;
    private final DatagramSocket socket;
    private final Loop loop;
    private final SocketWatch watch;
    private final Outlet outlet;
    private final Intake intake;

    private DatagramChannel(DatagramSocket socket, DatagramSettings settings, LocalTransport.Receiver receiver)
            throws IOException {
        int sendBufferBytes = socket.sendBuffer(settings.sendBufferBytes());
        this.socket = socket;
        this.receiver = new SafeReceiver(receiver);
        this.loop = new Loop("local", this);
        this.watch = new SocketWatch(loop.epoll(), socket, SOCKET, loop::wake);
        this.outlet = new Outlet(socket, sendBufferBytes, settings, this.receiver, loop, watch);
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
        boolean started = false;
        try {
            watch.begin();
            loop.start();
            started = true;
        } finally {
            if (!started) {
                loop.release();
                outlet.close();
            }
        }
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
        return outlet.offer(to, parts, length);
    }

    @Override
    public void flush() {
        outlet.flush();
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
        outlet.close();
        receiver.mute();
    }

    // On the loop's thread.

    @Override
    public int timeoutMillis() {
        return intake.isReady() ? 0 : outlet.timeoutMillis();
    }

    @Override
    public void event(int token, int events) {
        if (token == SOCKET) {
            intake.arrived();
        } else {
            outlet.ready(token);
        }
    }

    @Override
    public void turn() throws IOException {
        watch.check();
        outlet.turn();
        intake.turn();
    }

    @Override
    public void failed(IOException cause) {
        outlet.end();
        receiver.failed(cause);
    }

    @Override
    public void release() {
        if (!outlet.isEnded()) {
            intake.finish();
        }
        outlet.finish();
        socket.close();
        intake.close();
    }
}
