package org.servergroup.transport.virtio.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.servergroup.posix.Descriptor;
import org.servergroup.posix.Epoll;
import org.servergroup.posix.Errno;
import org.servergroup.posix.Holder;
import org.servergroup.posix.NativeBuffer;
import org.servergroup.posix.PosixException;

/** The character device of a port, opened. */
final class Device implements Port {
    private static final int FILE_TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;

    private final Descriptor descriptor;
    private final NativeBuffer scratch = new NativeBuffer(Descriptor.SCRATCH_BYTES);

    private Device(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens the device.
     *
     * @throws IOException which says what is wrong, and what to do about it
     */
    static Device open(Path path) throws IOException {
        check(path);
        try {
            return new Device(Descriptor.open(path.toString()));
        } catch (PosixException e) {
            throw new IOException("port " + path + ": " + advice(path, e), e);
        }
    }

    /** Opening anything else could block, or disturb somebody. */
    private static void check(Path path) throws IOException {
        Object mode;
        try {
            mode = Files.getAttribute(path, "unix:mode");
        } catch (NoSuchFileException e) {
            throw new IOException("port " + path + ": " + absent(), e);
        }
        if (!(mode instanceof Integer bits) || (bits & FILE_TYPE) != CHARACTER_DEVICE) {
            throw new IOException("port " + path + ": not a character device; is the configured path right?");
        }
    }

    private static String advice(Path path, PosixException cause) {
        return switch (cause.number()) {
            case Errno.EBUSY ->
                "in use"
                        + Holder.ofPath(path).map(holder -> " by " + holder).orElse("")
                        + "; a port has one user at a time: stop the other one";
            case Errno.EACCES, Errno.EPERM ->
                "permission denied; user " + System.getProperty("user.name") + " needs to read and write the device";
            case Errno.ENOENT, Errno.ENODEV, Errno.ENXIO -> absent();
            default -> String.valueOf(cause.getMessage());
        };
    }

    private static String absent() {
        return "there is no such device; the virtual machine needs a virtio-serial port of that name";
    }

    @Override
    public String device() {
        return descriptor.subject();
    }

    @Override
    public void watch(Epoll epoll, int mask, int token) throws IOException {
        epoll.add(descriptor, mask, token);
    }

    @Override
    public void rewatch(Epoll epoll, int mask, int token) throws IOException {
        epoll.modify(descriptor, mask, token);
    }

    @Override
    public int read(NativeBuffer target, int offset, int length) {
        return descriptor.read(target, offset, length);
    }

    @Override
    public int write(NativeBuffer source, int offset, int length) {
        return descriptor.write(source, offset, length);
    }

    @Override
    public boolean awaitRoom(int timeoutMillis) {
        return descriptor.awaitRoom(scratch, timeoutMillis);
    }

    @Override
    public void close() {
        descriptor.close();
        scratch.close();
    }
}
