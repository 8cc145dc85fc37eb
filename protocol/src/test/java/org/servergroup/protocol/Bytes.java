package org.servergroup.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Texts as bytes and back. */
final class Bytes {
    private Bytes() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static ByteBuffer frame(String text) {
        return ByteBuffer.wrap(utf8(text));
    }

    /** What is left in the parts, which are consumed. */
    static byte[] of(ByteBuffer... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer part : parts) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    static String text(ByteBuffer... parts) {
        return new String(of(parts), StandardCharsets.UTF_8);
    }

    /** Puts bytes into a framer as a reader would. */
    static void fill(LineFramer framer, byte[] bytes) {
        framer.reserve(bytes.length);
        System.arraycopy(bytes, 0, framer.array(), framer.offset(), bytes.length);
        framer.filled(bytes.length);
    }

    /** Puts bytes into a framer and takes the lines out. */
    static List<String> feed(LineFramer framer, byte[] bytes) {
        fill(framer, bytes);
        return lines(framer);
    }

    static List<String> lines(LineFramer framer) {
        List<String> lines = new ArrayList<>();
        for (ByteBuffer line = framer.next(); line != null; line = framer.next()) {
            lines.add(text(line));
        }
        return lines;
    }
}
