package org.servergroup.host.internal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.servergroup.protocol.LineFramer;

/**
 * Makes lines of one guest's bytes (PROTOCOL.md section 2). A guest that is between two messages costs no memory: whole
 * lines go through a framer that all share, only a torn line gets one of its own. Loop thread only.
 */
final class Intake {
    /** Takes what comes out. */
    interface Sink {
        void line(ByteBuffer frame);

        void tooLong(int lines);
    }

    private final Common common;
    private final Sink sink;
    private @Nullable LineFramer torn;
    private int tornBytes;
    private boolean skipping;

    Intake(Common common, Sink sink) {
        this.common = common;
        this.sink = sink;
    }

    /** Takes what was read. */
    void take(ByteBuffer in) {
        if (skipping && !skipLine(in)) {
            return;
        }
        if (torn == null) {
            int whole = wholeLines(in);
            if (whole > 0) {
                feed(common.framer, in, whole);
            }
            if (!in.hasRemaining()) {
                return;
            }
            torn = new LineFramer(common.maxLineBytes);
        }
        LineFramer framer = torn;
        boolean ends = in.get(in.limit() - 1) == '\n';
        feed(framer, in, in.remaining());
        if (ends) {
            release();
        } else {
            account(framer);
        }
    }

    /**
     * The stream has ended: what is torn stays torn.
     *
     * @return whether there was something
     */
    boolean end() {
        boolean something = (torn != null && torn.reset() > 0) || skipping;
        release();
        skipping = false;
        return something;
    }

    private boolean skipLine(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (in.get() == '\n') {
                skipping = false;
                return in.hasRemaining();
            }
        }
        return false;
    }

    private static int wholeLines(ByteBuffer in) {
        for (int i = in.limit() - 1; i >= in.position(); i--) {
            if (in.get(i) == '\n') {
                return i + 1 - in.position();
            }
        }
        return 0;
    }

    private void feed(LineFramer framer, ByteBuffer in, int length) {
        framer.reserve(length);
        in.get(framer.array(), framer.offset(), length);
        framer.filled(length);
        for (ByteBuffer line = framer.next(); line != null; line = framer.next()) {
            sink.line(line);
        }
        int tooLong = framer.takeTooLongLines();
        if (tooLong > 0) {
            sink.tooLong(tooLong);
        }
    }

    /** Torn lines of all guests together are bounded, too: the one that goes beyond loses its line. */
    private void account(LineFramer framer) {
        int bytes = framer.array().length;
        common.budget.add(bytes - tornBytes);
        tornBytes = bytes;
        if (bytes > Common.OWN_BYTES && common.budget.spent()) {
            release();
            skipping = true;
            sink.tooLong(1);
        }
    }

    private void release() {
        torn = null;
        common.budget.add(-tornBytes);
        tornBytes = 0;
    }

    /** What all guests share. */
    static final class Common {
        /** What a guest may keep whatever the others do. */
        static final int OWN_BYTES = 64 * 1024;

        private int maxLineBytes;
        private LineFramer framer;
        private final Budget budget;

        Common(int maxLineBytes, Budget budget) {
            this.maxLineBytes = maxLineBytes;
            this.framer = new LineFramer(maxLineBytes);
            this.budget = budget;
        }

        /** Sets how long a line may be; one that has begun already may be as long as before. */
        void limit(int bytes) {
            if (bytes != maxLineBytes) {
                maxLineBytes = bytes;
                framer = new LineFramer(bytes); // nothing is lost: there are only whole lines in the shared one
            }
        }
    }
}
