package org.servergroup.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.servergroup.protocol.GroupMessage.Broadcast;
import org.servergroup.protocol.GroupMessage.Nack;
import org.servergroup.protocol.GroupMessage.Notification;
import org.servergroup.protocol.GroupMessage.StatusQuery;
import org.servergroup.protocol.GroupMessage.StatusResponse;
import org.servergroup.protocol.GroupMessage.StatusResponseDone;
import org.servergroup.protocol.GroupMessage.Unusable;

/** Reads one server-group message. Words what is wrong as the C library does. */
final class GroupMessageReader {
    private static final int LONGEST_TYPE = 64;

    /** A sign, 19 digits and quotes. */
    private static final int LONGEST_NUMBER = 22;

    private final Field version = new Field("version");
    private final Field type = new Field("msg_type");
    private final Field data = new Field("data");
    private final Field sequence = new Field("seq");
    private final Field sourceInstance = new Field("source_instance");
    private final Field originalType = new Field("orig_msg_type");
    private final Field message = new Field("log_msg");
    private final Field[] fields = {version, type, data, sequence, sourceInstance, originalType, message};
    private final JsonScanner scanner = new JsonScanner();
    private final byte[] bytes;

    GroupMessageReader(ByteBuffer frame) {
        bytes = frame.array();
        int from = frame.arrayOffset() + frame.position();
        scanner.start(bytes, from, from + frame.remaining());
    }

    GroupMessage read() {
        if (scanner.enterObject()) {
            while (scanner.nextMember()) {
                keep();
            }
        }
        if (scanner.verdict() != Verdict.OK) {
            return new Unusable("", "no valid data found in the message", "");
        }
        if (!type.isThere() || type.isNull(bytes)) {
            return unusable("", "failed to parse msg_type");
        }
        return ofType(type.text(bytes));
    }

    private void keep() {
        for (Field field : fields) {
            if (field.isNamed(bytes, scanner)) {
                field.set(scanner);
                return;
            }
        }
    }

    private GroupMessage ofType(String name) {
        return switch (name) {
            case "broadcast" -> broadcast(name);
            case "notification" -> notification(name);
            case "status_query", "status_response", "status_response_done" -> status(name);
            case "nack" -> new Nack(originalType.text(bytes), message.text(bytes), version());
            default -> unknown(name);
        };
    }

    private GroupMessage unknown(String name) {
        String shown = name.length() <= LONGEST_TYPE ? name : name.substring(0, LONGEST_TYPE);
        return unusable(shown, "unknown server group message type " + shown);
    }

    private GroupMessage broadcast(String name) {
        return hasData() ? new Broadcast(instance(), data.text(bytes), version()) : missing(data, name);
    }

    private @Nullable String instance() {
        String instance = sourceInstance.isString(bytes) ? sourceInstance.text(bytes) : "";
        return instance.isEmpty() ? null : instance;
    }

    private GroupMessage notification(String name) {
        return hasData() ? new Notification(data.text(bytes), version()) : missing(data, name);
    }

    private GroupMessage status(String name) {
        Long number = number();
        if (number == null) {
            return missing(sequence, name);
        }
        if (name.equals("status_query")) {
            return new StatusQuery(number, version());
        }
        if (name.equals("status_response_done")) {
            return new StatusResponseDone(number, version());
        }
        return hasData() ? new StatusResponse(number, data.text(bytes), version()) : missing(data, name);
    }

    private @Nullable Long number() {
        if (sequence.end() - sequence.start() > LONGEST_NUMBER) {
            return null;
        }
        try {
            return Long.valueOf(sequence.text(bytes));
        } catch (NumberFormatException e) {
            return null; // not there, not an integer, or one of more than 64 bits
        }
    }

    private boolean hasData() {
        return data.isThere() && !data.isNull(bytes);
    }

    private GroupMessage missing(Field field, String name) {
        return unusable(name, "failed to parse " + field.name() + " for type " + name);
    }

    private GroupMessage unusable(String name, String why) {
        return new Unusable(name, why, version());
    }

    private String version() {
        return version.shown(bytes);
    }
}
