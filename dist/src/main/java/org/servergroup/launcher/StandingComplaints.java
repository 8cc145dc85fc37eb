package org.servergroup.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.servergroup.spi.Complaint;
import org.servergroup.spi.Complaints;

/** What was refused and is not mended yet, by what it is about. Thread-safe. */
final class StandingComplaints implements Complaints {
    private final Map<String, List<Complaint>> bySource = new TreeMap<>();

    /** From now on these stand about a file or a component; with none, all is well there. */
    synchronized void replace(String source, List<Complaint> complaints) {
        if (complaints.isEmpty()) {
            bySource.remove(source);
        } else {
            bySource.put(source, List.copyOf(complaints));
        }
    }

    @Override
    public synchronized List<Complaint> standing() {
        List<Complaint> all = new ArrayList<>();
        bySource.values().forEach(all::addAll);
        return all;
    }
}
