package org.servergroup.agent.internal.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns records into trees of maps and lists, and those into JSON or text for people. */
final class Tree {
    private static final JsonFactory JSON = new JsonFactory();

    private Tree() {}

    /** Records become maps by their components' names, in the order of these. */
    static Object of(Object value) {
        if (value instanceof Record row) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (RecordComponent component : row.getClass().getRecordComponents()) {
                fields.put(snakeCase(component.getName()), of(field(row, component)));
            }
            return fields;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((key, each) -> fields.put(String.valueOf(key), of(each)));
            return fields;
        }
        if (value instanceof Collection<?> values) {
            List<Object> elements = new ArrayList<>();
            values.forEach(each -> elements.add(of(each)));
            return elements;
        }
        return value;
    }

    private static Object field(Record row, RecordComponent component) {
        try {
            @Nullable Object value = component.getAccessor().invoke(row);
            return value == null ? "" : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no accessor of " + component, e);
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** One line of JSON. */
    static String json(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, of(value));
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail", e);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, Object tree) throws IOException {
        if (tree instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                json.writeFieldName(String.valueOf(field.getKey()));
                write(json, field.getValue());
            }
            json.writeEndObject();
        } else if (tree instanceof List<?> list) {
            json.writeStartArray();
            for (Object each : list) {
                write(json, each);
            }
            json.writeEndArray();
        } else if (tree instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (tree instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString(String.valueOf(tree));
        }
    }

    /** A list of maps as a table, a map as names with values. */
    static String text(Object value) {
        StringBuilder text = new StringBuilder();
        Object tree = of(value);
        if (tree instanceof List<?> rows) {
            Table.append(text, rows);
        } else if (tree instanceof Map<?, ?> map) {
            append(text, "", map);
        } else {
            text.append(tree).append('\n');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String indent, Map<?, ?> map) {
        for (Map.Entry<?, ?> field : map.entrySet()) {
            text.append(indent).append(field.getKey()).append(':');
            if (field.getValue() instanceof Map<?, ?> inner
                    && inner.values().stream().anyMatch(Map.class::isInstance)) {
                text.append('\n');
                append(text, indent + "  ", inner);
            } else {
                text.append(' ').append(cell(field.getValue())).append('\n');
            }
        }
    }

    /** A value on one line; what came from outside must not forge a second one. */
    static String cell(Object value) {
        StringBuilder cell = new StringBuilder();
        if (value instanceof List<?> list) {
            list.forEach(each -> cell.append(cell.length() == 0 ? "" : ", ").append(cell(each)));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> cell.append(cell.length() == 0 ? "" : ", ")
                    .append(key)
                    .append(' ')
                    .append(cell(each)));
        } else {
            String.valueOf(value)
                    .chars()
                    .map(c -> Character.isISOControl(c) ? '?' : c)
                    .forEach(c -> cell.append((char) c));
        }
        return cell.length() == 0 ? "-" : cell.toString();
    }
}
