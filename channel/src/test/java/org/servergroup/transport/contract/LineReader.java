package org.servergroup.transport.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads lines as a host does: empty ones are skipped. */
final class LineReader {
    private static final int PATIENCE_MILLIS = 30_000;

    private final FarEnd end;
    private final Deque<String> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

    LineReader(FarEnd end) {
        this.end = end;
    }

    /** The next line. */
    String next() throws IOException {
        while (lines.isEmpty()) {
            if (!more(PATIENCE_MILLIS)) {
                throw new IOException("no line came; unfinished: " + unfinished.toString(UTF_8));
            }
        }
        return lines.remove();
    }

    /** So many lines. */
    List<String> next(int count) throws IOException {
        List<String> found = new ArrayList<>();
        while (found.size() < count) {
            found.add(next());
        }
        return found;
    }

    /** Everything that comes until nothing does. */
    List<String> rest() throws IOException {
        while (more(300)) {
            // On.
        }
        List<String> found = new ArrayList<>(lines);
        lines.clear();
        return found;
    }

    /** What came behind the last newline. */
    String unfinished() {
        return unfinished.toString(UTF_8);
    }

    private boolean more(int timeoutMillis) throws IOException {
        byte[] bytes = end.read(timeoutMillis);
        for (byte b : bytes) {
            if (b != '\n') {
                unfinished.write(b);
            } else if (unfinished.size() > 0) {
                lines.add(unfinished.toString(UTF_8));
                unfinished.reset();
            }
        }
        return bytes.length > 0;
    }
}
