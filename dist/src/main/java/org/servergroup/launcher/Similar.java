package org.servergroup.launcher;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses what somebody meant who has mistyped a name. */
final class Similar {
    private static final int MAX_LENGTH = 64;

    private Similar() {}

    /** The one that takes the fewest changes, at most one in each three letters; null if there is none. */
    static @Nullable String to(String name, Collection<String> names) {
        String best = null;
        int least = Math.max(1, name.length() / 3) + 1;
        for (String each : names) {
            int changes = name.length() > MAX_LENGTH ? least : changes(name, each);
            if (changes < least) {
                least = changes;
                best = each;
            }
        }
        return best;
    }

    private static int changes(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[to.length()];
    }
}
