package org.servergroup.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts envelopes together from views of another one's bytes, in as few parts as possible: what stands around its data and
 * its address just as it is needed, as in all envelopes of legacy writers, is not taken from elsewhere. What it returned is
 * reused by the next call.
 */
final class Splicer {
    private static final byte[] OPENING = ascii("{\"data\":");
    private static final byte[] TO_CHANNEL = ascii(",\"version\":2,\"dest_addr\":\"");
    private static final byte[] TO_APP = ascii(",\"version\":2,\"source_addr\":\"");
    private static final int MOST_PARTS = 5;

    private final ByteBuffer opening = ByteBuffer.wrap(OPENING);
    private final ByteBuffer toChannel = ByteBuffer.wrap(TO_CHANNEL);
    private final ByteBuffer toApp = ByteBuffer.wrap(TO_APP);
    private final TailCache channelTails = new TailCache("\",\"source_addr\":\"");
    private final TailCache hostAppTails = new TailCache("\",\"source_instance\":\"");
    private final ByteBuffer appTail = ByteBuffer.wrap(ascii("\"}"));

    /** An array for each number of parts. */
    private final ByteBuffer[][] results = new ByteBuffer[MOST_PARTS + 1][];

    private final ByteBuffer[] parts = new ByteBuffer[MOST_PARTS];
    private int count;

    private byte[] bytes = {};
    private ByteBuffer data = ByteBuffer.wrap(bytes);
    private ByteBuffer dataPart = ByteBuffer.wrap(bytes);
    private ByteBuffer addressPart = ByteBuffer.wrap(bytes);
    private ByteBuffer joined = ByteBuffer.wrap(bytes);

    Splicer() {
        Arrays.fill(parts, opening);
        for (int i = 0; i < results.length; i++) {
            results[i] = Arrays.copyOf(parts, i);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The data as it came. */
    ByteBuffer data(byte[] in, Field field) {
        over(in);
        return data.limit(field.end()).position(field.start());
    }

    ByteBuffer[] toChannel(byte[] in, Field data, Field destination, String source, Cut cut) {
        return splice(in, data, toChannel, destination, channelTails.tail(source), cut);
    }

    ByteBuffer[] toApp(byte[] in, Field data, Field source, Cut cut) {
        return splice(in, data, toApp, source, appTail, cut);
    }

    ByteBuffer[] toHostApp(byte[] in, Field data, Field source, String sourceInstance, Cut cut) {
        return splice(in, data, toApp, source, hostAppTails.tail(sourceInstance), cut);
    }

    private ByteBuffer[] splice(byte[] in, Field data, ByteBuffer between, Field address, ByteBuffer tail, Cut cut) {
        over(in);
        count = 0;
        int end = data.end();
        cut.find(in, end, address, between, tail);
        if (data.isBroken()) {
            add(opening);
            parts[count++] = joined(in, data);
            add(between);
            addAddress(address.textStart(in), end + cut.addressTo());
        } else if (cut.inOnePiece()) {
            addData(in, data, end + cut.addressTo());
        } else {
            addData(in, data, end + cut.follows());
            if (!cut.betweenStands()) {
                add(between);
            }
            addAddress(end + cut.addressFrom(), end + cut.addressTo());
        }
        if (!cut.tailFollows()) {
            add(tail);
        }
        return counted();
    }

    @SuppressWarnings("ReferenceEquality") // they are the same ones mostly, and then nothing is written
    private ByteBuffer[] counted() {
        ByteBuffer[] result = results[count];
        for (int i = 0; i < count; i++) {
            if (result[i] != parts[i]) {
                result[i] = parts[i];
            }
        }
        return result;
    }

    private void add(ByteBuffer whole) {
        parts[count++] = whole.rewind();
    }

    /** With what has to stand before it, if it does. */
    private void addData(byte[] in, Field data, int to) {
        int from = data.start() - OPENING.length;
        if (!Cut.stands(OPENING, 0, in, from)) {
            add(opening);
            from = data.start();
        }
        parts[count++] = dataPart.limit(to).position(from);
    }

    private void addAddress(int from, int to) {
        parts[count++] = addressPart.limit(to).position(from);
    }

    private void over(byte[] in) {
        if (in != bytes) {
            bytes = in;
            data = ByteBuffer.wrap(in);
            dataPart = ByteBuffer.wrap(in);
            addressPart = ByteBuffer.wrap(in);
        }
    }

    /** A copy without raw newlines and carriage returns, which stand between tokens only. */
    private ByteBuffer joined(byte[] in, Field data) {
        int length = data.end() - data.start();
        if (joined.capacity() < length) {
            joined = ByteBuffer.allocate(length);
        }
        joined.clear();
        for (int i = data.start(); i < data.end(); i++) {
            if (in[i] != '\n' && in[i] != '\r') {
                joined.put(in[i]);
            }
        }
        return joined.flip();
    }
}
