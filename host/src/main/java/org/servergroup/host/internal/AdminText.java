package org.servergroup.host.internal;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes snapshots as JSON, or as text for people. */
final class AdminText {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .build();

    private AdminText() {}

    /** One line of JSON. */
    static String json(Object value) {
        return MAPPER.valueToTree(value).toString() + "\n";
    }

    /** One event as one line. */
    static String line(Snapshot.Event event) {
        return String.join(" ", event.at(), event.kind(), event.instance(), event.group(), event.text())
                        .replaceAll(" +", " ")
                        .strip()
                + "\n";
    }

    /** As the agent's doctor tells it. */
    static String diagnosis(List<Snapshot.Finding> findings) {
        StringBuilder text = new StringBuilder(findings.isEmpty() ? "healthy\n" : "not healthy\n");
        for (Snapshot.Finding finding : findings) {
            text.append(finding.severity()).append(": ").append(finding.subject());
            text.append(": ").append(printable(finding.text())).append('\n');
            if (!finding.advice().isEmpty()) {
                text.append("  -> ").append(printable(finding.advice())).append('\n');
            }
        }
        return text.toString();
    }

    /** What came from outside must not forge a second line. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** A list as a table, anything else as names with values. */
    static String text(Object value) {
        JsonNode tree = MAPPER.valueToTree(value);
        if (tree.isArray()) {
            return table(tree);
        }
        StringBuilder text = new StringBuilder();
        lines(text, "", tree);
        return text.toString();
    }

    private static void lines(StringBuilder text, String indent, JsonNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            text.append(indent).append(field.getKey()).append(':');
            if (field.getValue().isObject()) {
                text.append('\n');
                lines(text, indent + "  ", field.getValue());
            } else {
                text.append(' ').append(cell(field.getValue())).append('\n');
            }
        }
    }

    private static String table(JsonNode rows) {
        List<List<String>> cells = new ArrayList<>();
        for (JsonNode row : rows) {
            if (cells.isEmpty()) {
                cells.add(row.properties().stream()
                        .map(field -> field.getKey().toUpperCase(Locale.ROOT))
                        .toList());
            }
            cells.add(row.properties().stream()
                    .map(field -> cell(field.getValue()))
                    .toList());
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : cells) {
            for (int column = 0; column < line.size(); column++) {
                String cell = line.get(column).isEmpty() ? "-" : line.get(column);
                text.append(cell);
                if (column < line.size() - 1) {
                    text.append(" ".repeat(width(cells, column) - cell.length() + 2));
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static int width(List<List<String>> cells, int column) {
        int width = 1;
        for (List<String> line : cells) {
            width = Math.max(width, line.get(column).length());
        }
        return width;
    }

    private static String cell(JsonNode value) {
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(part.asText()));
            return parts.stream().collect(Collectors.joining(", "));
        }
        return value.asText();
    }
}
