package org.servergroup.messaging;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.servergroup.Member;

/** The fields of one member, as they are found one after the other. Not thread-safe. */
final class StatusFields {
    /** The digits of the longest number, with its sign. */
    private static final int MAX_NUMBER_LENGTH = 20;

    private String instanceName = "";
    private String instanceId = "";
    private String displayName = "";
    private String hostname = "";
    private String state = "";
    private String stateDescription = "";
    private String host = "";
    private String node = "";
    private String instanceType = "";
    private @Nullable Long vcpus;
    private @Nullable Long memoryMb;
    private @Nullable Long diskGb;
    private String createdAt = "";
    private String launchedAt = "";
    private String deletedAt = "";
    private String terminatedAt = "";

    /** Takes the value that the parser stands on, whatever it is, and leaves the parser at its end. */
    void take(String name, JsonParser parser, JsonToken value) throws IOException {
        switch (name) {
            case "instance_name" -> instanceName = text(parser, value);
            case "instance_id" -> instanceId = text(parser, value);
            case "display_name" -> displayName = text(parser, value);
            case "hostname" -> hostname = text(parser, value);
            case "state" -> state = text(parser, value);
            case "state_description" -> stateDescription = text(parser, value);
            case "host" -> host = text(parser, value);
            case "node" -> node = text(parser, value);
            case "instance_type" -> instanceType = text(parser, value);
            case "vcpus" -> vcpus = number(parser, value);
            case "memory_mb" -> memoryMb = number(parser, value);
            case "disk_gb" -> diskGb = number(parser, value);
            case "created_at" -> createdAt = text(parser, value);
            case "launched_at" -> launchedAt = text(parser, value);
            case "deleted_at" -> deletedAt = text(parser, value);
            case "terminated_at" -> terminatedAt = text(parser, value);
            default -> parser.skipChildren();
        }
    }

    Member member(String json) {
        return new Member(
                instanceName,
                instanceId,
                displayName,
                hostname,
                state,
                stateDescription,
                host,
                node,
                instanceType,
                vcpus,
                memoryMb,
                diskGb,
                createdAt,
                launchedAt,
                deletedAt,
                terminatedAt,
                json);
    }

    /** A string, or a number or truth value as its text; empty for anything else. */
    static String text(JsonParser parser, JsonToken value) throws IOException {
        if (value.isStructStart()) {
            parser.skipChildren();
            return "";
        }
        return value == JsonToken.VALUE_NULL ? "" : parser.getText();
    }

    /** A whole number, also as a string or with a fraction of zeros; null for anything else. */
    private static @Nullable Long number(JsonParser parser, JsonToken value) throws IOException {
        String text = text(parser, value).strip();
        int point = text.indexOf('.');
        if (point >= 0 && text.substring(point + 1).chars().allMatch(digit -> digit == '0')) {
            text = text.substring(0, point);
        }
        if (text.isEmpty() || text.length() > MAX_NUMBER_LENGTH) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null; // not a whole number
        }
    }
}
