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
 * Finds the usual fields in what a compute service tells of a server (PROTOCOL.md section 4). Leniently: whatever is
 * missing, null or of another type counts as not told. Never throws.
 */
final class StatusReader {
    private static final System.Logger LOG = System.getLogger("org.servergroup.messaging");

    // Names are neither interned nor kept: a host could make such a table grow for ever.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(Limits.MAX_FRAME_BYTES)
                    .maxNestingDepth(Limits.MAX_DEPTH)
                    .maxStringLength(Limits.MAX_FRAME_BYTES)
                    .maxNameLength(Limits.MAX_FRAME_BYTES)
                    .maxNumberLength(Limits.MAX_FRAME_BYTES)
                    .build())
            .build();

    private StatusReader() {}

    /** A member from a bare status object. */
    static Member member(String json) {
        StatusFields fields = new StatusFields();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    fields.take(parser.currentName(), parser, parser.nextToken());
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a status that cannot be read to its end", e);
        }
        return fields.member(json);
    }

    /** A notification from its data: the object with the event, or a bare status. */
    static Notification notification(String json) {
        StatusFields bare = new StatusFields();
        String eventType = "";
        String priority = "";
        String timestamp = "";
        String payload = "";
        boolean event = false;
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    switch (name) {
                        case "event_type" -> {
                            event = true;
                            eventType = StatusFields.text(parser, value);
                        }
                        case "payload" -> {
                            event = true;
                            payload = object(json, parser, value);
                        }
                        case "priority" -> priority = StatusFields.text(parser, value);
                        case "timestamp" -> timestamp = StatusFields.text(parser, value);
                        default -> bare.take(name, parser, value);
                    }
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a notification that cannot be read to its end", e);
        }
        return new Notification(eventType, priority, timestamp, about(event, payload, bare, json), json);
    }

    private static @Nullable Member about(boolean event, String payload, StatusFields bare, String json) {
        if (!event) {
            return bare.member(json);
        }
        return payload.isEmpty() ? null : member(payload);
    }

    /** The text of an object, or of a string that looks like one; empty for anything else. */
    private static String object(String json, JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            String text = parser.getText().strip();
            return text.startsWith("{") && text.endsWith("}") ? text : "";
        }
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        int to = (int) parser.currentTokenLocation().getCharOffset() + 1;
        return value == JsonToken.START_OBJECT ? json.substring(from, to) : "";
    }
}
