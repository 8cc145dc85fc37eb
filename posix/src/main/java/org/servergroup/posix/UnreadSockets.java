package org.servergroup.posix;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks the kernel (sock_diag) which datagram sockets have something that they have not read. For rare use: it looks at
 * all UNIX sockets of the machine.
 */
public final class UnreadSockets {
    private static final int AF_NETLINK = 16;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLM_F_REQUEST = 0x1;
    private static final short NLM_F_DUMP = 0x300;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int UDIAG_SHOW_NAME = 0x1;
    private static final int UDIAG_SHOW_RQLEN = 0x10;
    private static final int UNIX_DIAG_NAME = 0;
    private static final int UNIX_DIAG_RQLEN = 4;

    private static final int HEADER_BYTES = 16;
    private static final int REQUEST_BYTES = HEADER_BYTES + 24;
    private static final int MESSAGE_BYTES = 16;
    private static final int ATTRIBUTE_BYTES = 4;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final NativeBuffer buffer;
    private final List<byte[]> names = new ArrayList<>();

    private UnreadSockets(NativeBuffer buffer) {
        this.buffer = buffer;
    }

    /**
     * The names of the datagram sockets in the abstract namespace that have something to read.
     *
     * @throws PosixException if the kernel does not tell
     */
    public static List<byte[]> names() throws PosixException {
        int type = Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK;
        int opened = PosixException.check(Libc.socket(AF_NETLINK, type, NETLINK_SOCK_DIAG), "socket", "sock_diag");
        try (Descriptor socket = new Descriptor(opened, "sock_diag");
                NativeBuffer buffer = new NativeBuffer(BUFFER_BYTES)) {
            UnreadSockets unread = new UnreadSockets(buffer);
            unread.ask(socket);
            while (unread.more(socket)) {
                // On to the next part.
            }
            return unread.names;
        }
    }

    private void ask(Descriptor socket) throws PosixException {
        for (int i = 0; i < REQUEST_BYTES; i++) {
            buffer.putByte(i, (byte) 0);
        }
        buffer.putInt(0, REQUEST_BYTES);
        buffer.putShort(4, SOCK_DIAG_BY_FAMILY);
        buffer.putShort(6, (short) (NLM_F_REQUEST | NLM_F_DUMP));
        buffer.putByte(HEADER_BYTES, (byte) Libc.AF_UNIX);
        buffer.putInt(HEADER_BYTES + 4, -1);
        buffer.putInt(HEADER_BYTES + 12, UDIAG_SHOW_NAME | UDIAG_SHOW_RQLEN);
        int sent = socket.write(buffer, 0, REQUEST_BYTES);
        if (sent < 0) {
            throw new PosixException("write", "sock_diag", sent);
        }
    }

    /** Reads a part, and tells whether there is another one. */
    private boolean more(Descriptor socket) throws PosixException {
        int length = socket.read(buffer, 0, BUFFER_BYTES);
        if (length < 0) {
            throw new PosixException("read", "sock_diag", length);
        }
        int at = 0;
        while (length - at >= HEADER_BYTES) {
            int size = buffer.intAt(at);
            int type = buffer.shortAt(at + 4);
            if (type == NLMSG_ERROR && length - at >= HEADER_BYTES + 4) {
                throw new PosixException("dump", "sock_diag", buffer.intAt(at + HEADER_BYTES));
            }
            if (type == NLMSG_DONE || size < HEADER_BYTES || size > length - at) {
                return false;
            }
            socket(at + HEADER_BYTES, at + size);
            at += (size + 3) & ~3;
        }
        return length > 0;
    }

    private void socket(int from, int to) {
        if (to - from < MESSAGE_BYTES || buffer.byteAt(from + 1) != Libc.SOCK_DGRAM) {
            return;
        }
        byte[] name = {};
        boolean unread = false;
        int at = from + MESSAGE_BYTES;
        while (to - at >= ATTRIBUTE_BYTES) {
            int size = buffer.shortAt(at) & 0xffff;
            if (size < ATTRIBUTE_BYTES || size > to - at) {
                break;
            }
            int type = buffer.shortAt(at + 2);
            int payload = at + ATTRIBUTE_BYTES;
            if (type == UNIX_DIAG_NAME && size > ATTRIBUTE_BYTES + 1 && buffer.byteAt(payload) == 0) {
                name = new byte[size - ATTRIBUTE_BYTES - 1];
                buffer.get(payload + 1, name, 0, name.length);
            } else if (type == UNIX_DIAG_RQLEN && size >= ATTRIBUTE_BYTES + 4) {
                unread = buffer.intAt(payload) != 0;
            }
            at += (size + 3) & ~3;
        }
        if (unread && name.length > 0) {
            names.add(name);
        }
    }
}
