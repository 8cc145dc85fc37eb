package org.servergroup.launcher;

import java.util.List;
import org.servergroup.posix.SocketTable;

/** Which abstract socket names are bound on this machine, as far as one could look. */
record Bound(SocketTable table) {
    private static final int MAX_SHOWN = 5;

    static Bound now() {
        return new Bound(SocketTable.read());
    }

    /** The names that end like this, the first few: what somebody may have meant. */
    List<String> endingWith(String end) {
        return table.rows().stream()
                .filter(socket -> socket.isAbstract() && socket.name().endsWith(end))
                .map(socket -> socket.name().replaceAll("\\p{Cntrl}", "?"))
                .sorted()
                .distinct()
                .limit(MAX_SHOWN)
                .toList();
    }

    /** Whether somebody is bound to the name; also where one may not know who. */
    boolean contains(String name) {
        return table.rows().stream().anyMatch(socket -> socket.isNamed("@" + name));
    }

    /** Whether nothing that is bound is missing. */
    boolean isWhole() {
        return table.isWhole();
    }
}
