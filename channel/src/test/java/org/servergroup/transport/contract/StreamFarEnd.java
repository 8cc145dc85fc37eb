package org.servergroup.transport.contract;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** A UNIX stream socket of the JDK's, which listens or connects. */
public final class StreamFarEnd implements FarEnd {
    private final UnixDomainSocketAddress address;
    private final ServerSocketChannel listener;
    private final Selector readable = Selector.open();
    private final Selector writable = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
    private SocketChannel channel;

    /** Listens or, in {@link #connect}, connects. */
    public StreamFarEnd(Path path, boolean listen) throws IOException {
        address = UnixDomainSocketAddress.of(path);
        listener = listen ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : null;
        if (listener != null) {
            listener.bind(address);
        }
    }

    @Override
    public void connect() throws IOException {
        channel = listener != null ? listener.accept() : SocketChannel.open(address);
        channel.configureBlocking(false);
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            if (channel.write(left) == 0) {
                if (writable.select(30_000) == 0) {
                    throw new IOException("the other end does not read");
                }
                writable.selectedKeys().clear();
            }
        }
    }

    @Override
    public byte[] read(int timeoutMillis) throws IOException {
        readable.select(Math.max(1, timeoutMillis));
        readable.selectedKeys().clear();
        in.clear();
        int read;
        try {
            read = channel.read(in);
        } catch (IOException e) {
            // Closed with unread data: as good as the end.
            read = -1;
        }
        return Arrays.copyOf(in.array(), Math.max(0, read));
    }

    @Override
    public void disconnect() throws IOException {
        if (channel != null) {
            channel.close();
            // Deregisters: the descriptor is closed only then.
            readable.selectNow();
            writable.selectNow();
        }
    }

    @Override
    public void close() throws IOException {
        disconnect();
        readable.close();
        writable.close();
        if (listener != null) {
            listener.close();
        }
    }
}
