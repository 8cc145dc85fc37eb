package org.servergroup.posix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The UNIX sockets of this network namespace that have a name, as the kernel lists them. For messages only: it may be out
 * of date at once. Needs no system call of this bundle, so that asking for it loads no native library.
 *
 * @param rows in the order of the kernel
 * @param isWhole false if there are more sockets than are looked at
 */
public record SocketTable(List<Row> rows, boolean isWhole) {
    private static final Path LIST = Path.of("/proc/net/unix");
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int MAX_ROWS = 65536;
    private static final int COLUMN_INODE = 6;

    /**
     * One socket.
     *
     * @param inode its number; 0 for a connection that nobody has accepted yet
     * @param name its path, or its abstract name with {@code @} for each NUL: a character for each byte
     */
    public record Row(String inode, String name) {
        /** Whether it has just that path, or abstract name with a leading {@code @}. */
        public boolean isNamed(String address) {
            // Names are bytes: compared as such.
            byte[] bytes = address.replace('\0', '@').getBytes(StandardCharsets.UTF_8);
            return name.equals(new String(bytes, StandardCharsets.ISO_8859_1));
        }

        /** Whether the name is in the abstract namespace. */
        public boolean isAbstract() {
            return name.startsWith("@");
        }
    }

    /** Copies the rows. */
    public SocketTable {
        rows = List.copyOf(rows);
    }

    /** As it is now; empty and not whole if the kernel does not tell. */
    public static SocketTable read() {
        try (InputStream in = Files.newInputStream(LIST)) {
            return read(in, MAX_BYTES, MAX_ROWS);
        } catch (IOException e) {
            return new SocketTable(List.of(), false);
        }
    }

    static SocketTable read(InputStream in, int maxBytes, int maxRows) throws IOException {
        byte[] bytes = in.readNBytes(maxBytes);
        List<Row> rows = new ArrayList<>();
        int begin = 0;
        for (int lines = 0; lines <= maxRows; lines++) { // the first line is a heading
            int end = begin;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            if (end == bytes.length) { // whatever is behind the last newline was cut
                return new SocketTable(rows, bytes.length < maxBytes || in.read() < 0);
            }
            add(rows, bytes, begin, end);
            begin = end + 1;
        }
        return new SocketTable(rows, begin == bytes.length && in.read() < 0);
    }

    private static void add(List<Row> rows, byte[] bytes, int begin, int end) {
        int number = skip(bytes, begin, end, false);
        int inode = begin;
        for (int column = 0; column < COLUMN_INODE; column++) {
            inode = skip(bytes, skip(bytes, inode, end, false), end, true);
        }
        int name = skip(bytes, inode, end, false) + 1; // one space, and then it may be any bytes
        if (name < end && number > begin && bytes[number - 1] == ':') {
            rows.add(new Row(text(bytes, inode, name - 1), text(bytes, name, end)));
        }
    }

    /** The first byte from there on that is no space, or that is one. */
    private static int skip(byte[] bytes, int from, int end, boolean spaces) {
        int at = from;
        while (at < end && (bytes[at] == ' ') == spaces) {
            at++;
        }
        return at;
    }

    private static String text(byte[] bytes, int begin, int end) {
        return new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1);
    }
}
