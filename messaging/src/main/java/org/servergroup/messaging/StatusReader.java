package org.servergroup.messaging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.servergroup.Member;
import org.servergroup.Notification;
import org.servergroup.protocol.Limits;

/**
 * Finds the usual fields in what a compute service tells of a server (PROTOCOL.md section 4). Leniently: a field that is
 * missing, null or of another type counts as not told. Never throws.
 */
final class StatusReader {
    private static final System.Logger LOG = System.getLogger("org.servergroup.messaging");

    /** What arrives is in memory already and within the limit for frames; this only stops what is beyond reason. */
    private static final int MAX_TEXT = 1 << 24;

    // Names are neither interned nor kept: a host could make such a table grow for ever.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_TEXT)
                    .maxNumberLength(MAX_TEXT)
                    .build())
            .build();

    private StatusReader() {}

    /** A member from a bare status; null if that is not one JSON object. */
    static @Nullable Member member(String json) {
        StatusFields fields = new StatusFields();
        return read(json, fields::take) ? fields.member(json) : null;
    }

    /** A notification from its data, the object with the event or a bare status; null if that is not one object. */
    static @Nullable Notification notification(String json) {
        Event event = new Event(json);
        return read(json, event::take) ? event.notification() : null;
    }

    /** Takes a value, whatever it is, and leaves the parser at its end. */
    private interface Taker {
        void take(String name, JsonParser parser, JsonToken value) throws IOException;
    }

    private static boolean read(String json, Taker taker) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                taker.take(parser.currentName(), parser, parser.nextToken());
            }
            return parser.nextToken() == null;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a status that is not JSON", e);
            return false;
        }
    }

    /** What is found of a notification. */
    private static final class Event {
        private final String json;
        private final StatusFields bare = new StatusFields();
        private boolean wrapped;
        private String eventType = "";
        private String priority = "";
        private String timestamp = "";
        private String payload = "";

        Event(String json) {
            this.json = json;
        }

        void take(String name, JsonParser parser, JsonToken value) throws IOException {
            switch (name) {
                case "event_type" -> {
                    wrapped = true;
                    eventType = StatusFields.text(parser, value);
                }
                case "payload" -> {
                    wrapped = true;
                    payload = object(json, parser, value);
                }
                case "priority" -> priority = StatusFields.text(parser, value);
                case "timestamp" -> timestamp = StatusFields.text(parser, value);
                default -> bare.take(name, parser, value);
            }
        }

        Notification notification() {
            Member about = wrapped ? member(payload) : bare.member(json);
            return new Notification(eventType, priority, timestamp, about, json);
        }
    }

    /** The text of an object, or what a string holds; empty for anything else. */
    private static String object(String json, JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        int to = (int) parser.currentTokenLocation().getCharOffset() + 1;
        return value == JsonToken.START_OBJECT ? json.substring(from, to) : "";
    }
}
