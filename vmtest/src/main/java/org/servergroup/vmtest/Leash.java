package org.servergroup.vmtest;

import java.util.ArrayList;
import java.util.List;

/** Programs that the test starts end with it, even if it is killed: they hang on a pipe that only the test holds. */
final class Leash {
    // The watcher knows the program by its start time as well: its number may belong to another one by then.
    private static final String SCRIPT = """
            exec 3<&0
            born=$(sed 's/.*) //' /proc/$$/stat | cut -d' ' -f20)
            (read -r nothing <&3
            [ "$(sed 's/.*) //' /proc/$$/stat | cut -d' ' -f20)" = "$born" ] && kill -9 $$) >/dev/null 2>&1 &
            exec "$@" 3<&- </dev/null
            """;

    private Leash() {}

    /** The command that runs this one, as the same process, until it ends or its standard input does. */
    static List<String> on(List<String> command) {
        List<String> all = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
        all.addAll(command);
        return all;
    }
}
