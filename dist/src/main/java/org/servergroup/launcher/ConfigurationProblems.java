package org.servergroup.launcher;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.servergroup.spi.Complaint;

/** What is wrong with the components' configuration: logged when it begins, and complained of until it is mended. */
final class ConfigurationProblems {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");
    private static final String ADVICE = "correct it: a file counts as soon as it is saved";

    private final StandingComplaints standing;
    private final Map<String, Map<Kind, List<String>>> byComponent = new TreeMap<>();

    /** Who has a problem with it. */
    enum Kind {
        /** The file cannot be read. */
        FILE,
        /** Some values or names are none that the component has. */
        VALUES,
        /** The component does not take it as a whole. */
        COMPONENT
    }

    ConfigurationProblems(StandingComplaints standing) {
        this.standing = standing;
    }

    /** These are all problems of the kind now; with none, they are mended. */
    void now(String component, Kind kind, List<String> lines) {
        Map<Kind, List<String>> all = byComponent.computeIfAbsent(component, name -> new EnumMap<>(Kind.class));
        List<String> before = all.getOrDefault(kind, List.of());
        all.put(kind, List.copyOf(lines));
        for (String line : lines) {
            if (!before.contains(line)) {
                LOG.log(Level.WARNING, line);
            }
        }
        List<Complaint> complaints = new ArrayList<>();
        all.values().forEach(each -> each.forEach(line -> complaints.add(complaint(line))));
        standing.replace(component, complaints);
    }

    /** The component is not configured any more. */
    void gone(String component) {
        byComponent.remove(component);
        standing.replace(component, List.of());
    }

    private static Complaint complaint(String line) {
        return new Complaint("configuration", line, ADVICE);
    }
}
