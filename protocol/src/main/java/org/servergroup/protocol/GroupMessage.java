package org.servergroup.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A server-group message: what stands in the {@code data} of an envelope (PROTOCOL.md section 4). */
public sealed interface GroupMessage {

    /**
     * Reads a message, leniently: any inner version, unknown keys, stray keys.
     *
     * @param data one JSON value, as {@link EnvelopeReader#data()} gives it; heap-backed; position and limit stay
     * @return the message, or {@link Unusable}; never throws
     */
    static GroupMessage read(ByteBuffer data) {
        throw new UnsupportedOperationException();
    }

    /** The message as {@code data} for an envelope: strict, version 2, one line of UTF-8. */
    byte[] encode();

    /** The {@code msg_type}. */
    String type();

    /** The inner version as it stands there, such as {@code 2} or {@code "version"}; empty if it is missing. */
    String version();

    /** A text for the other members; {@code sourceInstance} is null on the way to the host. */
    record Broadcast(@Nullable String sourceInstance, String text, String version) implements GroupMessage {
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
            throw new UnsupportedOperationException();
        }
    }

    /** A change of a member's state; {@code json} is its {@code data}: an object, unwrapped if it came as a string. */
    record Notification(String json, String version) implements GroupMessage {
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
            throw new UnsupportedOperationException();
        }
    }

    /** Asks for the status of all members. */
    record StatusQuery(long seq, String version) implements GroupMessage {
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
            throw new UnsupportedOperationException();
        }
    }

    /** The status of one member; {@code json} is its {@code data}: an object, unwrapped if it came as a string. */
    record StatusResponse(long seq, String json, String version) implements GroupMessage {
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
            throw new UnsupportedOperationException();
        }
    }

    /** The end of the answers to one query. */
    record StatusResponseDone(long seq, String version) implements GroupMessage {
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
            throw new UnsupportedOperationException();
        }
    }

    /** Something was refused; both texts may be empty. */
    record Nack(String originalType, String message, String version) implements GroupMessage {
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
            throw new UnsupportedOperationException();
        }
    }

    /** Not a message of this group: {@code type} is its {@code msg_type} or empty, {@code why} is for people. */
    record Unusable(String type, String why, String version) implements GroupMessage {
        @Override
        public byte[] encode() {
            throw new IllegalStateException("not a message: " + why);
        }
    }
}
