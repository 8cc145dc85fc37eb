package org.servergroup.protocol;

import java.nio.ByteBuffer;

/**
 * Reads an envelope without parsing its data, and rewrites it for its next leg by splicing (PROTOCOL.md section 1). Not
 * thread-safe: one for each thread, reused for every message; allocates nothing in steady state.
 *
 * <p>Never throws on any input, and needs no memory beyond the frame. All views, and the parts that the {@code to…}
 * methods return, are valid until the next {@link #read} and as long as the frame's own bytes are; the parts of one
 * {@code to…} method only until the next call of any of them.
 *
 * <p>An address is a string, or a number, which stands for its text. One that is empty, holds a NUL or half of a
 * surrogate pair is as good as missing; one of more than 2048 bytes, which nobody can have, is cut when it is asked for,
 * though not when it is passed on. Of equal keys the last one counts. The first mistake decides in this order: JSON,
 * version, destination, instance, source, data.
 */
public final class EnvelopeReader {
    private final JsonScanner scanner = new JsonScanner();
    private final AddressCache cache = new AddressCache();
    private final Field data = new Field("data");
    /** Those of the envelope that was read: as they were scanned, or as they are known. */
    private Members members = new Members();

    private final Members scanned = members;
    private final Field[] fields;

    private final HeadPrediction head = new HeadPrediction();
    private final TailPrediction tail = new TailPrediction();

    private final Splicer splicer = new Splicer();

    private byte[] bytes = {};
    /** The index of the field that comes next in that order, so that it is tried first. */
    private int expected;

    /** A reader that has seen nothing yet. */
    public EnvelopeReader() {
        Field[] others = scanned.inOrder();
        fields = new Field[1 + others.length];
        fields[0] = data;
        System.arraycopy(others, 0, fields, 1, others.length);
    }

    /**
     * Reads one frame: white space, one JSON object, and anything behind it, which is ignored. The frame's position and
     * limit stay as they are.
     *
     * @param frame heap-backed
     */
    public Verdict read(Leg leg, ByteBuffer frame) {
        bytes = frame.array();
        int from = frame.arrayOffset() + frame.position();
        int to = from + frame.remaining();
        forget();
        scanner.start(bytes, from, to);
        if (firstMember(from, to)) {
            furtherMembers(to);
        }
        if (scanner.verdict() != Verdict.OK) {
            forget();
            return scanner.verdict();
        }
        return verdict(leg);
    }

    private boolean firstMember(int from, int to) {
        if (head.isAt(bytes, from, to)) {
            if (scanner.resume(head, from)) {
                data.set(scanner);
                return true;
            }
            return false;
        }
        scanner.markUpTo(head.agreesUpTo(bytes, from, to));
        if (!scanner.enterObject() || !scanner.nextMember()) {
            return false;
        }
        keep();
        if (data.isThere()) {
            head.learn(bytes, from, to, scanner);
        }
        scanner.markUpTo(0);
        return true;
    }

    private void furtherMembers(int to) {
        boolean dataFirst = data.isThere();
        int behind = data.end();
        Members known = dataFirst ? tail.recall(bytes, behind, to) : null;
        if (known != null) {
            members = known;
            return;
        }
        while (scanner.nextMember()) {
            keep();
        }
        if (dataFirst && data.end() == behind && scanner.verdict() == Verdict.OK) {
            tail.learn(bytes, behind, to, scanned, cache);
        }
    }

    private void forget() {
        data.clear();
        if (members == scanned) {
            scanned.forget();
        }
        members = scanned;
        expected = 0;
    }

    private void keep() {
        for (int i = 0; i < fields.length; i++) {
            Field field = fields[expected];
            expected = expected + 1 < fields.length ? expected + 1 : 0;
            if (field.isNamed(bytes, scanner)) {
                field.set(scanner);
                return;
            }
        }
    }

    private Verdict verdict(Leg leg) {
        Verdict verdict = members.verdict(leg, bytes, cache);
        return verdict == Verdict.OK && !data.isThere() ? Verdict.NO_DATA : verdict;
    }

    /**
     * The {@code version} as it stands there, for a message to people; empty if it is missing, cut if it is long. Answers
     * after {@link Verdict#WRONG_VERSION}, too.
     */
    public String version() {
        return members.version.shown(bytes);
    }

    /** {@code dest_addr}; a number stands as its text. Empty if it is missing. */
    public String destination() {
        return members.destination.address(bytes, cache);
    }

    /** {@code source_addr}; a number stands as its text. Empty if it is missing. */
    public String source() {
        return members.source.address(bytes, cache);
    }

    /** {@code dest_instance}; empty if it is missing. */
    public String destinationInstance() {
        return members.destinationInstance.address(bytes, cache);
    }

    /** {@code source_instance}; empty if it is missing. */
    public String sourceInstance() {
        return members.sourceInstance.address(bytes, cache);
    }

    /**
     * The bytes of {@code data}, as they came. Answers after every verdict but those on JSON, if there is one; else it is
     * empty.
     */
    public ByteBuffer data() {
        return splicer.data(bytes, data);
    }

    /**
     * The envelope for {@link Leg#CHANNEL}, one line in parts, with this {@code source_addr}.
     *
     * @throws IllegalStateException if the frame has no destination or no data
     */
    public ByteBuffer[] toChannel(String source) {
        return splicer.toChannel(bytes, data, required(members.destination), source, members.cut);
    }

    /**
     * The envelope for {@link Leg#AGENT_TO_APP}, in parts.
     *
     * @throws IllegalStateException if the frame has no source or no data
     */
    public ByteBuffer[] toApp() {
        return splicer.toApp(bytes, data, required(members.source), members.cut);
    }

    /**
     * The envelope for {@link Leg#RELAY_TO_HOST_APP}, in parts, with this {@code source_instance}.
     *
     * @throws IllegalStateException if the frame has no source or no data
     */
    public ByteBuffer[] toHostApp(String sourceInstance) {
        return splicer.toHostApp(bytes, data, required(members.source), sourceInstance, members.cut);
    }

    private Field required(Field address) {
        if (!data.isThere() || address.isNoAddress(bytes, cache)) {
            throw new IllegalStateException("the envelope has no " + (data.isThere() ? address.name() : data.name()));
        }
        return address;
    }
}
