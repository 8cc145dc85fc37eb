package org.servergroup.agent.internal;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A datagram socket as a C program would have it, with a thread that reads what arrives. */
final class TestSocket implements AutoCloseable {
    private static final Libc LIBC = Native.load("c", Libc.class);
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int PATH_BYTES = 108;
    private static final int SHUT_RDWR = 2;

    /** The system calls. */
    interface Libc extends Library {
        int socket(int domain, int type, int protocol) throws LastErrorException;

        int bind(int fd, byte[] address, int length) throws LastErrorException;

        int sendto(int fd, byte[] bytes, long length, int flags, byte[] address, int addressLength)
                throws LastErrorException;

        long recv(int fd, byte[] bytes, long length, int flags) throws LastErrorException;

        int shutdown(int fd, int how) throws LastErrorException;

        int close(int fd) throws LastErrorException;
    }

    private final int fd;
    private final List<byte[]> got = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private TestSocket(byte[] address, int length) {
        fd = LIBC.socket(AF_UNIX, SOCK_DGRAM, 0);
        if (length > 0) {
            LIBC.bind(fd, address, length);
        }
        reader = new Thread(this::read, "test-socket");
        reader.setDaemon(true);
        reader.start();
    }

    static TestSocket bound(String name) {
        return new TestSocket(address(name), 3 + name.getBytes(StandardCharsets.UTF_8).length);
    }

    /** Bound with the whole of a {@code sockaddr_un}, as some old programs are. */
    static TestSocket padded(String name) {
        return new TestSocket(address(name), 2 + PATH_BYTES);
    }

    static TestSocket path(Path path) {
        byte[] address = family();
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, address, 2, bytes.length);
        return new TestSocket(address, 3 + bytes.length);
    }

    static TestSocket unbound() {
        return new TestSocket(family(), 0);
    }

    private static byte[] family() {
        byte[] address = new byte[2 + PATH_BYTES];
        address[0] = AF_UNIX;
        return address;
    }

    private static byte[] address(String name) {
        byte[] address = family();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, address, 3, bytes.length);
        return address;
    }

    void send(String to, byte[] datagram) {
        LIBC.sendto(fd, datagram, datagram.length, 0, address(to), 3 + to.getBytes(StandardCharsets.UTF_8).length);
    }

    List<byte[]> got() {
        return got;
    }

    private void read() {
        byte[] buffer = new byte[300_000];
        try {
            for (; ; ) {
                int length = (int) LIBC.recv(fd, buffer, buffer.length, 0);
                if (length == 0) {
                    return;
                }
                got.add(Arrays.copyOf(buffer, length));
            }
        } catch (LastErrorException e) {
            // closed
        }
    }

    @Override
    public void close() {
        try {
            LIBC.shutdown(fd, SHUT_RDWR);
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            LIBC.close(fd);
        }
    }
}
