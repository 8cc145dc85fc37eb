package org.servergroup.host.internal;

import java.util.List;

/** What operators look at: the host side. */
@FunctionalInterface
interface Operated {
    /** What is or may be wrong; empty if all is well. Waits for the answer, a few seconds at most. */
    List<Snapshot.Finding> findings();
}
