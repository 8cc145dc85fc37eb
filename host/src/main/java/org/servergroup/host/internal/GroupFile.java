package org.servergroup.host.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servergroup.host.spi.Server;

/** Reads a file of {@code groups.d}: one group and its members. */
final class GroupFile {
    /** A group as a file describes it; a state that the file does not tell is empty. */
    record Entry(String instance, String group, String state, Map<String, String> fields) {
        /** As a server in this state, unless the file tells another one. */
        Server in(String otherwise) {
            String now = state.isEmpty() ? otherwise : state;
            Map<String, String> all = new LinkedHashMap<>();
            all.put("instance_id", Row.quoted(AutoDirectory.instanceId(instance)));
            all.put("display_name", Row.quoted(instance));
            all.putAll(fields);
            all.putIfAbsent("power_state", Integer.toString(Presence.power(now)));
            return new Server(instance, group, now, all);
        }
    }

    private static final long MAX_BYTES = 4 << 20;

    /** Numbers keep their digits; a key that stands twice is a mistake. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private GroupFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read or is not what it should be; the message is for an operator
     */
    static List<Entry> read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("is longer than " + MAX_BYTES + " bytes");
        }
        JsonNode root = parse(Files.readAllBytes(file));
        String name = file.getFileName().toString();
        JsonNode group = root.path("group");
        String groupName = group.isTextual() ? group.textValue() : name.substring(0, name.lastIndexOf('.'));
        if (groupName.isBlank() || !(group.isTextual() || group.isMissingNode())) {
            throw new IOException("\"group\" is not a name");
        }
        if (!root.path("members").isArray()) {
            throw new IOException("has no array \"members\"");
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode member : root.path("members")) {
            entries.add(entry(groupName, member));
        }
        return entries;
    }

    private static JsonNode parse(byte[] bytes) throws IOException {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IOException("is not JSON: " + e.getOriginalMessage() + " in line "
                    + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()));
        }
    }

    private static Entry entry(String group, JsonNode member) throws IOException {
        if (member.isTextual()) {
            return new Entry(instance(member), group, "", Map.of());
        }
        if (!member.isObject()) {
            throw new IOException("a member is neither a name nor an object: " + member);
        }
        String instance = instance(member.path("instance_name"));
        String state = "";
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : member.properties()) {
            if (field.getKey().equals("state")) {
                state = field.getValue().asText();
            } else if (!field.getKey().equals("instance_name")) {
                fields.put(field.getKey(), field.getValue().toString());
            }
        }
        return new Entry(instance, group, state, fields);
    }

    private static String instance(JsonNode name) throws IOException {
        if (!name.isTextual() || !SocketName.isInstance(name.textValue())) {
            throw new IOException("a member has no usable instance_name: " + name);
        }
        return name.textValue();
    }
}
