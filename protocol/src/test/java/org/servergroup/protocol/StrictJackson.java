package org.servergroup.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What Jackson and Java's own decoder say, without the guesses that Jackson makes about encodings. */
final class StrictJackson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.MAX_DEPTH)
                    .build())
            .build();

    private StrictJackson() {}

    static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Whether the bytes are exactly one value. */
    static boolean accepts(byte[] bytes) {
        if (!isUtf8(bytes)) {
            return false;
        }
        try (JsonParser parser = JSON.createParser(withoutSurrogates(new String(bytes, StandardCharsets.UTF_8)))) {
            if (parser.nextToken() == null) {
                return false;
            }
            goOver(parser);
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * With another character in place of each half of a surrogate pair that is escaped: RFC 8259 allows half of one, and
     * so does Jackson, but not in a key.
     */
    private static char[] withoutSurrogates(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i + 5 < chars.length; i++) {
            if (chars[i] == '\\') {
                if (text.substring(i, i + 6).matches("\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}")) {
                    chars[i + 2] = '5';
                }
                i++;
            }
        }
        return chars;
    }

    private static void goOver(JsonParser parser) throws IOException {
        int depth = 0;
        JsonToken token = parser.currentToken();
        while (token != null) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            parser.getText(); // Jackson looks into strings only when asked
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }
}
