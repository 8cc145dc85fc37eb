package org.servergroup.host.internal;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.servergroup.host.spi.Server;

/** Writes what guests learn of each other: status objects and notifications (PROTOCOL.md section 4). */
final class Row {
    private Row() {}

    /** The status object of a server. {@code instance_name} matches it with the broadcasts it sends. */
    static String status(Server server, Settings settings) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"instance_name\":").append(quoted(server.instance()));
        json.append(",\"state\":").append(quoted(server.state()));
        for (Map.Entry<String, String> field : server.fields().entrySet()) {
            String key = field.getKey();
            if (settings.shows(key) && !key.equals("instance_name") && !key.equals("state")) {
                json.append(',').append(quoted(key)).append(':').append(field.getValue());
            }
        }
        return json.append('}').toString();
    }

    /** A notification's {@code data}; the payload is a status object, with the state before the event. */
    static String notification(String eventType, String status, String oldState, Instant at) {
        StringBuilder json = new StringBuilder(status.length() + 160);
        json.append("{\"event_type\":").append(quoted(eventType));
        json.append(",\"priority\":\"INFO\",\"timestamp\":\"").append(at.truncatedTo(ChronoUnit.MICROS));
        json.append("\",\"payload\":").append(status, 0, status.length() - 1);
        if (!oldState.isEmpty()) {
            json.append(",\"old_state\":").append(quoted(oldState));
        }
        return json.append("}}").toString();
    }

    /** A JSON string. */
    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
