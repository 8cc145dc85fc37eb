package org.servergroup.agent.internal.operator;

import java.nio.file.Path;
import java.util.List;

/** Looks at an agent, and at the names that are bound on its machine. */
final class Doctor {
    private final LocalNames names = new LocalNames(Path.of("/proc"));

    /** What is or may be wrong, the worst first. */
    List<Finding> findings(Snapshot snapshot) {
        return new Diagnosis(name -> names.isBound(name, snapshot.listening())).of(snapshot);
    }
}
