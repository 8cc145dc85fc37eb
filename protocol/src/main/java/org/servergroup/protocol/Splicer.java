package org.servergroup.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Puts envelopes together from views of another one's bytes. What it returned is reused by the next call. */
final class Splicer {
    private final ByteBuffer[] channelParts = parts(",\"version\":2,\"dest_addr\":\"");
    private final ByteBuffer[] appParts = parts(",\"version\":2,\"source_addr\":\"");
    private final TailCache channelTails = new TailCache("\",\"source_addr\":\"");
    private final TailCache hostAppTails = new TailCache("\",\"source_instance\":\"");
    private final ByteBuffer appTail = constant("\"}");

    private byte[] bytes = {};
    private ByteBuffer data = ByteBuffer.wrap(bytes);
    private ByteBuffer dataPart = ByteBuffer.wrap(bytes);
    private ByteBuffer addressPart = ByteBuffer.wrap(bytes);
    private ByteBuffer joined = ByteBuffer.wrap(bytes);

    private static ByteBuffer[] parts(String between) {
        ByteBuffer later = constant("");
        return new ByteBuffer[] {constant("{\"data\":"), later, constant(between), later, later};
    }

    private static ByteBuffer constant(String ascii) {
        return ByteBuffer.wrap(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** The data as it came. */
    ByteBuffer data(byte[] in, Field field) {
        over(in);
        return data.clear().position(field.start()).limit(field.end());
    }

    ByteBuffer[] toChannel(byte[] in, Field data, Field destination, String source) {
        return splice(in, channelParts, data, destination, channelTails.tail(source));
    }

    ByteBuffer[] toApp(byte[] in, Field data, Field source) {
        return splice(in, appParts, data, source, appTail.rewind());
    }

    ByteBuffer[] toHostApp(byte[] in, Field data, Field source, String sourceInstance) {
        return splice(in, appParts, data, source, hostAppTails.tail(sourceInstance));
    }

    private ByteBuffer[] splice(byte[] in, ByteBuffer[] parts, Field data, Field address, ByteBuffer tail) {
        over(in);
        parts[0].rewind();
        parts[1] = data.isBroken()
                ? joined(in, data)
                : dataPart.clear().position(data.start()).limit(data.end());
        parts[2].rewind();
        parts[3] = addressPart.clear().position(address.textStart(in)).limit(address.textEnd(in));
        parts[4] = tail;
        return parts;
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
