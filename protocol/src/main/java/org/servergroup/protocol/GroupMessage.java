package org.servergroup.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server-group message: what stands in the {@code data} of an envelope (PROTOCOL.md section 4).
 *
 * <p>A value that ought to be a string and is something else stands for its JSON text; null is as good as missing.
 */
public sealed interface GroupMessage {

    /**
     * Reads a message, leniently: any inner version, unknown keys, stray keys, a {@code seq} in quotes. Of equal keys
     * the last one counts.
     *
     * @param data one JSON value, as {@link EnvelopeReader#data()} gives it; heap-backed; position and limit stay
     * @return the message, or {@link Unusable}; never throws
     */
    static GroupMessage read(ByteBuffer data) {
        return new GroupMessageReader(data).read();
    }

    /**
     * The message as {@code data} for an envelope: strict, version 2, one line of UTF-8.
     *
     * @throws IllegalStateException if it is {@link Unusable}
     */
    byte[] encode();

    /** The {@code msg_type}. */
    String type();

    /**
     * The inner version as it stands there, such as {@code 2} or, with its quotes, {@code "version"}; empty if it is
     * missing, cut if it is long. Whatever it is, {@link #encode} writes 2.
     */
    String version();

    /**
     * A text for the other members. No limit is checked here.
     *
     * @param sourceInstance who sent it; null on the way to the host. A receiver in a guest that finds none has an
     *     unusable message, for which the C library's words are {@link #NO_SOURCE_INSTANCE}.
     */
    record Broadcast(@Nullable String sourceInstance, String text, String version) implements GroupMessage {
        /** What is wrong with a broadcast from the host that does not name its sender. */
        public static final String NO_SOURCE_INSTANCE = "failed to parse source_instance for type broadcast";

        /** Checks that all but the sender is there. */
        public Broadcast {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(version, "version");
        }

        /** One to send, of version 2. */
        public Broadcast(@Nullable String sourceInstance, String text) {
            this(sourceInstance, text, "2");
        }

        @Override
        public String type() {
            return "broadcast";
        }

        @Override
        public byte[] encode() {
            JsonWriter json = JsonWriter.message(type(), text.length() + 64);
            if (sourceInstance != null) {
                json.ascii(",\"source_instance\":").string(sourceInstance);
            }
            return json.ascii(",\"data\":").string(text).ascii("}").toBytes();
        }
    }

    /**
     * A change of a member's state.
     *
     * @param json its {@code data}, unwrapped if it came as a string: an object, but a host that sends something else is
     *     not held back, so that its text can still be shown. Anything but an object is sent as a string.
     */
    record Notification(String json, String version) implements GroupMessage {
        /** Checks that both are there. */
        public Notification {
            Objects.requireNonNull(json, "json");
            Objects.requireNonNull(version, "version");
        }

        /** One to send, of version 2. */
        public Notification(String json) {
            this(json, "2");
        }

        @Override
        public String type() {
            return "notification";
        }

        @Override
        public byte[] encode() {
            return JsonWriter.message(type(), json.length())
                    .ascii(",\"data\":")
                    .object(json)
                    .ascii("}")
                    .toBytes();
        }
    }

    /** Asks for the status of all members. */
    record StatusQuery(long seq, String version) implements GroupMessage {
        /** Checks that the version is there. */
        public StatusQuery {
            Objects.requireNonNull(version, "version");
        }

        /** One to send, of version 2. */
        public StatusQuery(long seq) {
            this(seq, "2");
        }

        @Override
        public String type() {
            return "status_query";
        }

        @Override
        public byte[] encode() {
            return JsonWriter.message(type(), 0)
                    .ascii(",\"seq\":")
                    .ascii(Long.toString(seq))
                    .ascii("}")
                    .toBytes();
        }
    }

    /**
     * The status of one member.
     *
     * @param seq that of the query
     * @param json its {@code data}, as that of a {@link Notification}
     */
    record StatusResponse(long seq, String json, String version) implements GroupMessage {
        /** Checks that all is there. */
        public StatusResponse {
            Objects.requireNonNull(json, "json");
            Objects.requireNonNull(version, "version");
        }

        /** One to send, of version 2. */
        public StatusResponse(long seq, String json) {
            this(seq, json, "2");
        }

        @Override
        public String type() {
            return "status_response";
        }

        @Override
        public byte[] encode() {
            JsonWriter message =
                    JsonWriter.message(type(), json.length()).ascii(",\"seq\":").ascii(Long.toString(seq));
            return message.ascii(",\"data\":").object(json).ascii("}").toBytes();
        }
    }

    /** The end of the answers to one query. */
    record StatusResponseDone(long seq, String version) implements GroupMessage {
        /** Checks that the version is there. */
        public StatusResponseDone {
            Objects.requireNonNull(version, "version");
        }

        /** One to send, of version 2. */
        public StatusResponseDone(long seq) {
            this(seq, "2");
        }

        @Override
        public String type() {
            return "status_response_done";
        }

        @Override
        public byte[] encode() {
            return JsonWriter.message(type(), 0)
                    .ascii(",\"seq\":")
                    .ascii(Long.toString(seq))
                    .ascii("}")
                    .toBytes();
        }
    }

    /** Something was refused; both texts may be empty. */
    record Nack(String originalType, String message, String version) implements GroupMessage {
        /** Checks that all is there. */
        public Nack {
            Objects.requireNonNull(originalType, "originalType");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(version, "version");
        }

        /** One to send, of version 2. */
        public Nack(String originalType, String message) {
            this(originalType, message, "2");
        }

        @Override
        public String type() {
            return "nack";
        }

        @Override
        public byte[] encode() {
            JsonWriter nack = JsonWriter.message(type(), originalType.length() + message.length());
            nack.ascii(",\"orig_msg_type\":").string(originalType);
            return nack.ascii(",\"log_msg\":").string(message).ascii("}").toBytes();
        }
    }

    /**
     * Not a message of this group.
     *
     * @param type its {@code msg_type}, cut after 64 characters; empty if there is none
     * @param why for people, in the C library's words
     */
    record Unusable(String type, String why, String version) implements GroupMessage {
        /** Checks that all is there. */
        public Unusable {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(version, "version");
        }

        @Override
        public byte[] encode() {
            throw new IllegalStateException("not a message: " + why);
        }
    }
}
