package org.servergroup.posix;

import java.nio.charset.StandardCharsets;

/** A UNIX datagram socket in the abstract namespace. No method waits but {@link #sendPatiently}. */
public final class DatagramSocket implements AutoCloseable {
    /** Less than a tick of the kernel's clock, which is what it waits at least. */
    private static final int PATIENCE_MICROS = 1000;

    private final Descriptor descriptor;

    private DatagramSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a socket bound to a name.
     *
     * @param name the bytes behind the leading NUL, 1 to 107
     * @throws PosixException {@link Errno#EADDRINUSE} if somebody else is bound to it
     */
    public static DatagramSocket bound(byte[] name) throws PosixException {
        DatagramSocket socket = open(SocketAddress.text(name), 0);
        try {
            socket.passCredentials();
            socket.limitPatience();
            socket.address("bind", name);
            return socket;
        } catch (PosixException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Opens a nameless socket connected to a name. Nothing is sent on it: {@link Epoll#OUT} on it tells when the peer has
     * room.
     *
     * @param name the bytes behind the leading NUL, 1 to 107
     * @throws PosixException {@link Errno#ECONNREFUSED} if nobody is bound to it, {@link Errno#EPERM} if the peer is
     *     itself connected, to somebody else
     */
    public static DatagramSocket connected(byte[] name) throws PosixException {
        DatagramSocket socket = open(SocketAddress.text(name), Libc.SOCK_NONBLOCK);
        try {
            socket.address("connect", name);
            return socket;
        } catch (PosixException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static DatagramSocket open(String subject, int flags) throws PosixException {
        int type = Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | flags;
        int opened = PosixException.check(Libc.socket(Libc.AF_UNIX, type, 0), "socket", subject);
        return new DatagramSocket(new Descriptor(opened, subject));
    }

    /** Connects it anew; see {@link #connected}. */
    public void connect(byte[] name) throws PosixException {
        address("connect", name);
    }

    private void address(String call, byte[] name) throws PosixException {
        try (NativeBuffer buffer = new NativeBuffer(SocketAddress.BYTES)) {
            int length = SocketAddress.putAbstract(buffer, 0, name, name.length);
            long address = buffer.address(0, length);
            int number = descriptor.number();
            int result =
                    call.equals("bind") ? Libc.bind(number, address, length) : Libc.connect(number, address, length);
            PosixException.check(result, call, descriptor.subject());
        }
    }

    private void passCredentials() throws PosixException {
        try (NativeBuffer value = new NativeBuffer(Integer.BYTES)) {
            value.putInt(0, 1);
            set("SO_PASSCRED", Libc.SO_PASSCRED, value);
        }
    }

    private void limitPatience() throws PosixException {
        try (NativeBuffer time = new NativeBuffer(2 * Long.BYTES)) {
            time.putLong(0, 0);
            time.putLong(Long.BYTES, PATIENCE_MICROS);
            set("SO_SNDTIMEO", Libc.SO_SNDTIMEO, time);
        }
    }

    private void set(String name, int option, NativeBuffer value) throws PosixException {
        long address = value.address(0, value.size());
        int result = Libc.setsockopt(descriptor.number(), Libc.SOL_SOCKET, option, address, value.size());
        PosixException.check(result, "setsockopt " + name, descriptor.subject());
    }

    /**
     * Asks for room for what was sent and not read yet, by any peer. More than {@code net.core.wmem_max} is given to
     * privileged processes only.
     *
     * @return what the kernel gave, in bytes
     */
    public int sendBuffer(int bytes) throws PosixException {
        try (NativeBuffer value = new NativeBuffer(2 * Integer.BYTES)) {
            value.putInt(0, bytes);
            long address = value.address(0, Integer.BYTES);
            int number = descriptor.number();
            if (Libc.setsockopt(number, Libc.SOL_SOCKET, Libc.SO_SNDBUFFORCE, address, Integer.BYTES) < 0) {
                int result = Libc.setsockopt(number, Libc.SOL_SOCKET, Libc.SO_SNDBUF, address, Integer.BYTES);
                PosixException.check(result, "setsockopt SO_SNDBUF", descriptor.subject());
            }
            value.putInt(4, Integer.BYTES);
            int result = Libc.getsockopt(number, Libc.SOL_SOCKET, Libc.SO_SNDBUF, address, value.address(4, 4));
            PosixException.check(result, "getsockopt SO_SNDBUF", descriptor.subject());
            return value.intAt(0);
        }
    }

    /** How many bytes of memory are taken by what was sent and not read yet, by any peer. */
    public int unread(NativeBuffer scratch) throws PosixException {
        int result = Libc.ioctl(descriptor.number(), Libc.SIOCOUTQ, scratch.address(0, Integer.BYTES));
        PosixException.check(result, "ioctl SIOCOUTQ", descriptor.subject());
        return scratch.intAt(0);
    }

    /** What is to be watched. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /**
     * Receives what is there, with one call.
     *
     * @return how many datagrams, or a negated {@link Errno}: {@link Errno#EAGAIN} if there is none
     */
    public int receive(ReceiveBatch batch) {
        return batch.receive(descriptor.number());
    }

    /**
     * Sends a part of a batch, with one call, as far as that goes without blocking.
     *
     * @param from the first slot to send
     * @param most how many to send at most
     * @return how many were sent, at least 1, or a negated {@link Errno} about the first one: {@link Errno#EAGAIN} if
     *     there is no room
     */
    public int send(SendBatch batch, int from, int most) {
        return batch.send(descriptor.number(), from, most);
    }

    /**
     * Sends a part of a batch, with one call, and waits for room: for each datagram up to two ticks of the kernel's clock,
     * which are 8 ms mostly.
     *
     * @param from the first slot to send
     * @param most how many to send at most
     * @return how many were sent, at least 1, or a negated {@link Errno} about the first one: {@link Errno#EAGAIN} if
     *     there was no room in that time
     */
    public int sendPatiently(SendBatch batch, int from, int most) {
        return batch.sendPatiently(descriptor.number(), from, most);
    }

    /** Refuses what is sent from now on; what has been sent can still be received. */
    public void stopReceiving() throws PosixException {
        PosixException.check(Libc.shutdown(descriptor.number(), Libc.SHUT_RD), "shutdown", descriptor.subject());
    }

    /** Closes it. Idempotent. */
    @Override
    public void close() {
        descriptor.close();
    }

    /** The bytes of a name. */
    public static byte[] name(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
