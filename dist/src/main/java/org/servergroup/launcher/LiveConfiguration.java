package org.servergroup.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.servergroup.launcher.ConfigurationProblems.Kind;

/**
 * The configuration as it is in the files now, with the options of the command line on top, checked against what the
 * bundles say about it and handed to the components. A value that cannot be is refused by name, and the last good one
 * stays. Only reads the operator's files.
 */
final class LiveConfiguration {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");

    /** Goes on with what is preset rather than not at all: a guest without an agent can be reached by nobody. */
    private static final String AGENT = "org.servergroup.agent";

    private final Supplier<Metatype> metatypes;
    private final Components components;
    private final ConfigurationProblems problems;
    private final Path folder;
    private final Settings overrides;
    private final Map<String, Map<String, String>> files;
    private final Map<String, Map<String, String>> applied = new TreeMap<>();
    private final Map<String, Checked> refused = new TreeMap<>();

    /**
     * Nothing is handed out yet.
     *
     * @param metatypes what the bundles that there are now say about their configuration
     * @param standing is told what is refused, for as long as it is
     */
    LiveConfiguration(
            Supplier<Metatype> metatypes, Components components, Operator operator, StandingComplaints standing) {
        this.metatypes = metatypes;
        this.components = components;
        this.problems = new ConfigurationProblems(standing);
        this.folder = operator.folder();
        this.overrides = operator.options();
        this.files = new TreeMap<>(operator.files().byComponent());
    }

    /** Whether the operator has configured this component. */
    boolean has(String component) {
        return applied.containsKey(component);
    }

    /**
     * Hands out what there is at the start. There is no last good value then: the agent goes on with what is preset, and
     * the other components have the last word themselves on a value that cannot be, so that they do not start.
     */
    void begin() throws IOException {
        Metatype metatype = metatypes.get();
        for (String component : configured()) {
            Checked checked = Checked.of(component, wanted(component), Map.of(), metatype);
            boolean agent = component.equals(AGENT);
            problems.now(component, Kind.VALUES, lines(component, agent ? told(checked) : checked.unknown()));
            for (Checked.Refused each : agent ? List.<Checked.Refused>of() : checked.refused()) {
                checked.typed().put(each.name(), each.value());
                LOG.log(Level.WARNING, described(component) + ": " + each.problem());
            }
            components.update(component, checked.typed());
            applied.put(component, checked.accepted());
        }
    }

    /** A file has come or has changed. */
    void changed(Path file) {
        String component = Settings.componentOf(file);
        try {
            files.put(component, Settings.readFile(file));
        } catch (Failure e) {
            if (Files.exists(file)) {
                problems.now(component, Kind.FILE, List.of(e.getMessage() + "; the last good configuration stays"));
            }
            return;
        }
        // Saved anew, it is tried anew.
        refused.remove(component);
        problems.now(component, Kind.FILE, List.of());
        problems.now(component, Kind.COMPONENT, List.of());
        apply(component, metatypes.get());
    }

    /** A file has gone: what it said counts no more. */
    void removed(Path file) {
        String component = Settings.componentOf(file);
        files.remove(component);
        problems.now(component, Kind.FILE, List.of());
        apply(component, metatypes.get());
    }

    /** Bundles have come or gone, and others may know properties that these did not. */
    void bundlesChanged() {
        Metatype metatype = metatypes.get();
        for (String component : configured()) {
            apply(component, metatype);
        }
    }

    private Set<String> configured() {
        Set<String> configured = new TreeSet<>(files.keySet());
        configured.addAll(overrides.byComponent().keySet());
        return configured;
    }

    private Map<String, String> wanted(String component) {
        Map<String, String> wanted = new TreeMap<>(files.getOrDefault(component, Map.of()));
        wanted.putAll(overrides.byComponent().getOrDefault(component, Map.of()));
        return wanted;
    }

    private void apply(String component, Metatype metatype) {
        try {
            if (configured().contains(component)) {
                give(component, metatype);
            } else if (applied.remove(component) != null) {
                components.delete(component);
                LOG.log(Level.INFO, described(component) + " has gone");
            }
            if (!configured().contains(component)) {
                refused.remove(component);
                problems.gone(component);
            }
        } catch (IOException e) {
            String line = described(component) + " cannot be stored: " + Failure.reasonOf(e);
            problems.now(component, Kind.COMPONENT, List.of(line));
        }
    }

    private void give(String component, Metatype metatype) throws IOException {
        @Nullable Map<String, String> last = applied.get(component);
        Map<String, String> before = last == null ? Map.of() : last;
        Checked checked = Checked.of(component, wanted(component), before, metatype);
        problems.now(component, Kind.VALUES, lines(component, told(checked)));
        @Nullable Checked tried = refused.get(component);
        if (checked.accepted().equals(last) && !components.differs(component, checked.typed())) {
            refused.remove(component);
            problems.now(component, Kind.COMPONENT, List.of());
        } else if (tried == null || !tried.sameAs(checked)) {
            hand(component, checked, last, metatype);
        }
    }

    private void hand(String component, Checked checked, @Nullable Map<String, String> last, Metatype metatype)
            throws IOException {
        components.update(component, checked.typed());
        String refusal = components.refusal(component);
        if (refusal == null) {
            applied.put(component, checked.accepted());
            refused.remove(component);
            problems.now(component, Kind.COMPONENT, List.of());
            String force = metatype.knows(component) ? " is in force: " : " is handed out, no bundle describes it: ";
            // The same values in other types, because a bundle came or went, are no news.
            Level level = checked.accepted().equals(last) ? Level.DEBUG : Level.INFO;
            LOG.log(level, described(component) + force + checked.changesFrom(last));
            return;
        }
        refused.put(component, checked);
        String line = described(component) + " is refused, the last good configuration stays: " + refusal;
        problems.now(component, Kind.COMPONENT, List.of(line));
        if (last == null) {
            components.delete(component);
        } else {
            components.update(
                    component, Checked.of(component, last, last, metatype).typed());
        }
    }

    private static List<String> told(Checked checked) {
        List<String> told = new ArrayList<>();
        checked.refused().forEach(each -> told.add(each.line()));
        told.addAll(checked.unknown());
        return told;
    }

    private List<String> lines(String component, List<String> told) {
        return told.stream().map(each -> described(component) + ": " + each).toList();
    }

    private String described(String component) {
        return files.containsKey(component) ? Settings.fileOf(folder, component).toString() : component;
    }
}
