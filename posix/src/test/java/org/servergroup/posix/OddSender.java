package org.servergroup.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Sends what well-behaved peers never send. */
public final class OddSender {
    private OddSender() {}

    /** Sends a datagram from a socket without an address. */
    public static void sendUnbound(byte[] to, byte[] payload) throws IOException {
        try (DatagramSocket socket = DatagramSocket.connected(to)) {
            send(socket.descriptor(), to, payload);
        }
    }

    /** Sends a datagram from a socket with a path. */
    public static void sendFromPath(Path path, byte[] to, byte[] payload) throws IOException {
        int type = Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;
        try (Descriptor socket = new Descriptor(Libc.socket(Libc.AF_UNIX, type, 0), path.toString());
                NativeBuffer address = new NativeBuffer(SocketAddress.BYTES)) {
            int length = SocketAddress.putPath(address, path.toString());
            PosixException.check(
                    Libc.bind(socket.number(), address.address(0, length), length), "bind", path.toString());
            send(socket, to, payload);
        }
    }

    /** Sends a datagram, from the socket of the bound name, with a descriptor attached. */
    public static void sendWithDescriptor(DatagramSocket from, byte[] to, byte[] payload, int descriptor)
            throws IOException {
        try (MessageHeaders headers = new MessageHeaders(1);
                NativeBuffer data = new NativeBuffer(payload.length);
                NativeBuffer control = new NativeBuffer(24)) {
            data.put(0, payload, 0, payload.length);
            headers.payload(0, data.address(0, payload.length), payload.length);
            headers.nameLength(0, SocketAddress.putAbstract(headers.names(), 0, to, to.length));
            control.clear();
            control.putLong(0, 20);
            control.putInt(8, Libc.SOL_SOCKET);
            control.putInt(12, 1);
            control.putInt(16, descriptor);
            headers.control(0, control.address(0, 24));
            headers.controlLength(0, 24);
            int sent = Libc.sendmmsg(from.descriptor().number(), headers.address(0, 1), 1, 0);
            PosixException.check(sent, "sendmmsg", "");
        }
    }

    private static void send(Descriptor socket, byte[] to, byte[] payload) throws PosixException {
        try (SendBatch batch = new SendBatch(1, payload.length + 1)) {
            batch.add(to, to.length, payload.length);
            batch.append(ByteBuffer.wrap(payload));
            int sent = batch.send(socket.number(), 0, 1);
            if (sent != 1) {
                throw new PosixException("sendmmsg", socket.subject(), sent);
            }
        }
    }
}
