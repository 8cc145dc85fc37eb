package org.servergroup.protocol;

/**
 * Walks over JSON in UTF-8 and tells where things stand. Reads each byte once, builds nothing, does not recurse, and
 * never throws on any input. Not thread-safe; meant to be reused.
 */
final class JsonScanner extends JsonTokens {
    /** One bit for each open container: whether it is an object. */
    private final long[] objects = new long[(Limits.MAX_DEPTH + Long.SIZE - 1) / Long.SIZE];

    private int pos;
    private int depth;
    private boolean first;
    private boolean complete;

    private int keyStart;
    private int keyEnd;
    private boolean keyEscaped;
    private int valueStart;
    private int valueEnd;
    private boolean valueEscaped;
    private boolean valueBroken;

    private int markUpTo;
    private int mark;
    private int markDepth;
    private long markObjects;

    /** Begins anew, with these bytes. */
    void start(byte[] bytes, int from, int to) {
        begin(bytes, to);
        pos = from;
        depth = 0;
        first = true;
        markUpTo(0);
    }

    /** From now on keeps the last place, up to that one, from which {@link #resume} can go on. */
    void markUpTo(int most) {
        markUpTo = most;
        mark = 0;
    }

    /** The place that was kept: the beginning of a value. 0 if there is none. */
    int mark() {
        return mark;
    }

    /** How many containers were open there. */
    int markDepth() {
        return markDepth;
    }

    /** Which of them are objects. */
    long markObjects() {
        return markObjects;
    }

    /** Goes on within the first member of the object that begins there, behind its head; as {@link #nextMember} else. */
    boolean resume(HeadPrediction head, int from) {
        first = false;
        depth = head.depth();
        objects[0] = head.objects();
        escaped = false;
        newline = false;
        // The values that were there before may have had less white space in front of them.
        int next = space(from + head.length());
        if (head.length() == head.valueStart()) {
            return value(next);
        }
        valueStart = from + head.valueStart();
        return value(next, 1);
    }

    /** Steps into an object; false if there is none. */
    boolean enterObject() {
        int p = space(pos);
        if (at(p) != '{') {
            fail(Verdict.NOT_JSON);
            return false;
        }
        pos = push(true, p + 1);
        return true;
    }

    /** Goes over the next member of the object that was entered; false at its end, or if something is wrong. */
    boolean nextMember() {
        int p = space(pos);
        if (at(p) == '}') {
            pos = p + 1;
            return false;
        }
        if (!first) {
            p = at(p) == ',' ? space(p + 1) : fail(Verdict.NOT_JSON);
        }
        first = false;
        return p >= 0 && key(p) && value(pos);
    }

    /**
     * Goes over one value and the white space around it; false if there is none or something else behind it.
     *
     * @param inside how many containers there are around it, elsewhere
     */
    boolean onlyValue(int inside) {
        depth = inside;
        if (!value(space(pos))) {
            return false;
        }
        if (space(pos) != end()) {
            fail(Verdict.NOT_JSON);
        }
        return verdict() == Verdict.OK;
    }

    /** Where the key begins, behind its quote. */
    int keyStart() {
        return keyStart;
    }

    /** Where the key ends: its closing quote. */
    int keyEnd() {
        return keyEnd;
    }

    /** Whether the key has escapes. */
    boolean keyEscaped() {
        return keyEscaped;
    }

    /** Where the value begins; the quotes of a string are part of it. */
    int valueStart() {
        return valueStart;
    }

    /** Where the value ends. */
    int valueEnd() {
        return valueEnd;
    }

    /** Whether the value has escapes in a string or key somewhere. */
    boolean valueEscaped() {
        return valueEscaped;
    }

    /** Whether there are raw newlines or carriage returns between the value's tokens. */
    boolean valueBroken() {
        return valueBroken;
    }

    private boolean key(int quote) {
        escaped = false;
        int behind = string(quote);
        keyStart = quote + 1;
        keyEnd = behind - 1;
        keyEscaped = escaped;
        pos = colon(behind);
        return pos >= 0;
    }

    private int colon(int from) {
        if (from < 0) {
            return FAILED;
        }
        int p = space(from);
        return at(p) == ':' ? space(p + 1) : fail(Verdict.NOT_JSON);
    }

    private boolean value(int from) {
        valueStart = from;
        escaped = false;
        newline = false;
        return value(from, depth);
    }

    /** Goes on up to where no more than so many containers are open. */
    private boolean value(int from, int base) {
        complete = false;
        boolean certain = true;
        int p = from;
        while (p >= 0 && !complete) {
            if (p <= markUpTo && certain && !escaped && !newline && depth <= Long.SIZE) {
                mark = p;
                markDepth = depth;
                markObjects = objects[0];
            }
            byte b = at(p);
            if (b == '{' || b == '[') {
                p = open(p, b == '{');
                certain = b == '{' || complete; // an array may also end here
            } else {
                certain = true;
                p = scalar(p, b);
                complete = p >= 0;
            }
            if (complete) {
                p = close(p, base);
            }
        }
        pos = p;
        valueEnd = p;
        valueEscaped = escaped;
        valueBroken = newline;
        return p >= 0;
    }

    /** Opens a container: goes to its first value, or behind it if it is empty. */
    private int open(int p, boolean object) {
        int next = push(object, p + 1);
        if (next < 0) {
            return FAILED;
        }
        next = space(next);
        if (at(next) == (object ? '}' : ']')) {
            depth--;
            complete = true;
            return next + 1;
        }
        return object ? colon(string(next)) : next;
    }

    /** Closes what ends here: goes to the next value, or behind the outermost one. */
    private int close(int from, int base) {
        int p = from;
        while (depth > base) {
            p = space(p);
            boolean object = isInObject();
            byte b = at(p);
            if (b == ',') {
                complete = false;
                p = space(p + 1);
                return object ? colon(string(p)) : p;
            }
            if (b != (object ? '}' : ']')) {
                return fail(Verdict.NOT_JSON);
            }
            depth--;
            p++;
        }
        return p;
    }

    private boolean isInObject() {
        int at = depth - 1;
        return ((objects[at / Long.SIZE] >>> at) & 1) != 0;
    }

    private int push(boolean object, int next) {
        if (depth == Limits.MAX_DEPTH) {
            return fail(Verdict.TOO_DEEP);
        }
        int word = depth / Long.SIZE;
        long bit = 1L << depth;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        depth++;
        return next;
    }
}
