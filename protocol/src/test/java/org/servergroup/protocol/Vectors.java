package org.servergroup.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The recordings of what legacy peers send and expect, in {@code /vectors}. */
public final class Vectors {
    private static final JsonFactory JSON = new JsonFactory();

    private Vectors() {}

    /**
     * One message that was seen, or that nothing was seen.
     *
     * @param peer the address of the application, empty if it had none or no application is involved
     * @param bind how the application was bound, empty if in the ordinary way
     * @param instance the guest, on the host side
     */
    public record Step(
            String name, String direction, String hex, String peer, String bind, String instance, boolean none) {

        /** What was seen. */
        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        /** Whether it went this way, for example {@code app->agent}. */
        public boolean is(String direction) {
            return this.direction.equals(direction);
        }
    }

    /** The steps of one file, in order, by the name of the exchange they belong to. */
    public static Map<String, List<Step>> read(String file) {
        Map<String, List<Step>> exchanges = new LinkedHashMap<>();
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(in, file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Step step = step(line);
                exchanges
                        .computeIfAbsent(step.name(), name -> new ArrayList<>())
                        .add(step);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return exchanges;
    }

    private static Step step(String line) throws IOException {
        Map<String, String> fields = fields(line);
        return new Step(
                field(fields, "name"),
                field(fields, "direction"),
                field(fields, "hex"),
                field(fields, "peer"),
                field(fields, "bind"),
                field(fields, "instance"),
                field(fields, "none").equals("true"));
    }

    private static String field(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static Map<String, String> fields(String line) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                    fields.put(name, parser.getText());
                }
                parser.skipChildren();
            }
        }
        return fields;
    }

    /** A number, as it was written: 1.0 and 1 are not the same. */
    public record Numeral(String text) {}

    /**
     * JSON to be compared: objects are maps, so that their order carries no meaning, and numbers keep their text.
     *
     * @throws IllegalArgumentException if it is not one JSON value
     */
    public static @Nullable Object json(byte[] utf8) {
        try (JsonParser parser = JSON.createParser(utf8)) {
            parser.nextToken();
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something stands behind the JSON");
            }
            return value;
        } catch (IOException e) {
            throw new IllegalArgumentException(new String(utf8, StandardCharsets.UTF_8), e);
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    /** What a stream holds: the JSON of each line, and an empty string for each line that is empty. */
    public static List<@Nullable Object> lines(byte[] stream) {
        List<@Nullable Object> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= stream.length; i++) {
            if (i == stream.length || stream[i] == '\n') {
                lines.add(i == from ? "" : json(Arrays.copyOfRange(stream, from, i)));
                from = i + 1;
            }
        }
        return lines;
    }
}
