package org.servergroup.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A command line that is words and nothing else, so that nobody has to start a shell's language for it. */
final class Words {
    private static final String LANGUAGE = "|;&$(){}[]<>`=#\\\"~*?%!\r\n";

    private Words() {}

    /** The words, which may be in single quotes; empty if there is more to it. */
    static Optional<List<String>> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
                begun = true;
            } else if (quoted && c != '\\') {
                word.append(c);
            } else if (LANGUAGE.indexOf(c) >= 0) {
                return Optional.empty();
            } else if (c == ' ' || c == '\t') {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return quoted ? Optional.empty() : Optional.of(words);
    }

    /** One word of a command line: quoted if it would not be one otherwise. */
    static String quoted(String word) {
        boolean plain =
                !word.isEmpty() && word.chars().noneMatch(c -> c <= ' ' || c == '\'' || LANGUAGE.indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
