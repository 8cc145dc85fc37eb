package org.servergroup.transport.virtio.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.servergroup.channel.Wire;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Errno;
import org.servergroup.posix.NativeBuffer;
import org.servergroup.posix.PosixException;

/**
 * What a virtio-serial port means by what it does.
 *
 * <p>It is watched for edges while the host is away, and while what it sends is not read: a wait for the level would spin.
 * Without OUT a connect gives no edge; once the host is there, OUT would tell of each thing that it reads. While nothing but
 * data is awaited the level is watched: an edge comes only after a read that found nothing, one more for each message. Events
 * carry the state as it is when they are fetched, and each change brings a new one, so that HUP in the newest event is the
 * truth about the host. A disconnect and a connect can come as one event without HUP:
 * then nothing shows, bytes of both connections are adjacent, and the receiver finds its feet at the next newline.
 */
final class PortWire implements Wire {
    private static final int TOKEN = 1;
    private static final int DATA = Epoll.IN | Epoll.HUP;
    private static final int DATA_EDGE = DATA | Epoll.EDGE;
    private static final int ROOM_EDGE = DATA_EDGE | Epoll.OUT;

    private final Port port;
    private @Nullable Epoll epoll;
    private boolean roomWanted = true;
    private boolean dataWanted = true;
    private int mask = ROOM_EDGE;
    /** False before edges are watched, and true after the level is: looked at without the lock. */
    private volatile boolean level;

    private boolean hungUp;
    private volatile IOException failure;

    PortWire(Port port) {
        this.port = port;
        this.failure = new IOException("port " + port.device() + ": failed");
    }

    @Override
    public void start(Epoll epoll) throws IOException {
        port.watch(epoll, mask, TOKEN);
        this.epoll = epoll;
    }

    @Override
    public int watchRoom(boolean wanted) {
        roomWanted = wanted;
        return watch();
    }

    @Override
    public int watchData(boolean wanted) {
        dataWanted = wanted;
        return watch();
    }

    private int watch() {
        int next = roomWanted ? ROOM_EDGE : dataWanted ? DATA : DATA_EDGE;
        Epoll watching = epoll;
        if (next != mask && watching != null) {
            level = false;
            try {
                port.rewatch(watching, next, TOKEN);
            } catch (IOException e) {
                failure = e;
                return BROKEN;
            }
            mask = next;
            level = next == DATA;
        }
        return 1;
    }

    @Override
    public boolean ready(int token, int events) {
        // A port never says ERR; a pseudo-terminal that was hung up does, and its reads give 0 for ever.
        hungUp |= (events & Epoll.ERR) != 0;
        return (events & (Epoll.HUP | Epoll.ERR)) == 0;
    }

    /** What the host sent before it left is read first; then 0 says that it is away. */
    @Override
    public int read(NativeBuffer target, int offset, int length) {
        int read = port.read(target, offset, length);
        if (read > 0) {
            return read;
        }
        if (read < 0) {
            return failed("read", read);
        }
        return hungUp ? failed("read", -Errno.EIO) : AWAY;
    }

    /** A call returns what is in one buffer of the device, however much there is behind it. */
    @Override
    public boolean shortReadEnds() {
        return false;
    }

    @Override
    public boolean tellsOfRest() {
        return level;
    }

    @Override
    public int write(NativeBuffer source, int offset, int length) {
        int written = port.write(source, offset, length);
        if (written > 0) {
            return written;
        }
        return written == 0 ? AGAIN : failed("write", written);
    }

    @Override
    public boolean awaitRoom(int timeoutMillis) {
        return port.awaitRoom(timeoutMillis);
    }

    /** EAGAIN on writing means a full queue or a host that is away: the next edge tells which. */
    private int failed(String call, int error) {
        if (error == -Errno.EAGAIN || error == -Errno.EINTR) {
            return AGAIN;
        }
        PosixException cause = new PosixException(call, port.device(), error);
        failure = error == -Errno.ENODEV || error == -Errno.EIO
                ? new IOException("port " + port.device() + ": unplugged, or its other end was closed for good", cause)
                : cause;
        return BROKEN;
    }

    @Override
    public boolean away() {
        return false;
    }

    @Override
    public String reason() {
        return "the host is not connected to port " + port.device();
    }

    @Override
    public IOException failure() {
        return failure;
    }

    /** The host's socket stays open, and sees nothing. */
    @Override
    public boolean survivesClose() {
        return true;
    }

    @Override
    public void close() {
        port.close();
    }
}
