package org.servergroup.bench.micro;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What {@code EnvelopeReader} does, with Jackson's streaming parser: the fastest way to do it with a library. It keeps
 * the bytes of {@code data} as they came by asking the parser where it is.
 */
final class JacksonEnvelope {
    private static final byte[] START = ascii("\n{\"data\":");
    private static final byte[] VERSION = ascii(",\"version\":2,\"dest_addr\":\"");
    private static final byte[] APP_VERSION = ascii(",\"version\":2,\"source_addr\":\"");
    private static final byte[] SOURCE = ascii("\",\"source_addr\":\"");
    private static final byte[] END = ascii("\"}");

    private final JsonFactory factory = new JsonFactory();
    private final ByteBuffer[] channelParts = new ByteBuffer[7];
    private final ByteBuffer[] appParts = new ByteBuffer[5];

    private byte[] bytes = {};
    private int start;
    private int dataFrom;
    private int dataTo;
    private int version;
    private @Nullable String destination;
    private @Nullable String source;

    /** Whether it is an envelope of version 2 with data and a destination. */
    boolean read(ByteBuffer frame) throws IOException {
        bytes = frame.array();
        start = frame.arrayOffset() + frame.position();
        version = 0;
        destination = null;
        source = null;
        dataTo = 0;
        try (JsonParser parser = factory.createParser(bytes, start, frame.remaining())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                keep(name, parser);
            }
        }
        return version == 2 && dataTo > 0 && destination != null;
    }

    private void keep(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "data" -> {
                dataFrom = start + (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                dataTo = start + (int) parser.currentLocation().getByteOffset();
            }
            case "version" -> version = parser.getValueAsInt();
            case "dest_addr" -> destination = parser.getValueAsString();
            case "source_addr" -> source = parser.getValueAsString();
            default -> parser.skipChildren();
        }
    }

    ByteBuffer[] toChannel(String sourceAddress) {
        channelParts[0] = ByteBuffer.wrap(START);
        channelParts[1] = ByteBuffer.wrap(bytes, dataFrom, dataTo - dataFrom);
        channelParts[2] = ByteBuffer.wrap(VERSION);
        channelParts[3] = quoted(destination);
        channelParts[4] = ByteBuffer.wrap(SOURCE);
        channelParts[5] = quoted(sourceAddress);
        channelParts[6] = ByteBuffer.wrap(END);
        return channelParts;
    }

    ByteBuffer[] toApp() {
        appParts[0] = ByteBuffer.wrap(START, 1, START.length - 1);
        appParts[1] = ByteBuffer.wrap(bytes, dataFrom, dataTo - dataFrom);
        appParts[2] = ByteBuffer.wrap(APP_VERSION);
        appParts[3] = quoted(source);
        appParts[4] = ByteBuffer.wrap(END);
        return appParts;
    }

    private static ByteBuffer quoted(@Nullable String text) {
        return ByteBuffer.wrap(JsonStringEncoder.getInstance().quoteAsUTF8(text == null ? "" : text));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
