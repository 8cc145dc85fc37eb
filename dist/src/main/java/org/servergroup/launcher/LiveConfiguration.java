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
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The configuration as it is in the files now, with the options of the command line on top, checked against what the
 * bundles say about it and handed to the components. A value that cannot be is refused by name, and the last good one
 * stays. Only reads the operator's files.
 */
final class LiveConfiguration {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");

    private final BundleContext context;
    private final Configurator configurator;
    private final Path folder;
    private final Settings overrides;
    private final Map<String, Map<String, String>> files;
    private final Map<String, Map<String, String>> applied = new TreeMap<>();
    private final Map<String, Map<String, String>> refused = new TreeMap<>();
    private final Map<String, Set<String>> told = new TreeMap<>();

    LiveConfiguration(BundleContext context, ConfigurationAdmin admin, Operator operator) {
        this.context = context;
        this.configurator = new Configurator(context, admin);
        this.folder = operator.folder();
        this.overrides = operator.options();
        this.files = new TreeMap<>(operator.files().byComponent());
    }

    /** Whether the operator has configured this component. */
    boolean has(String component) {
        return applied.containsKey(component);
    }

    /**
     * Hands out what there is at the start. There is no last good value then, so the component itself has the last word on
     * one that cannot be: the agent goes on with what is preset, others do not start.
     */
    void begin() throws IOException {
        Metatype metatype = Metatype.of(context.getBundles());
        for (String component : components()) {
            Checked checked = Checked.of(component, wanted(component), Map.of(), metatype);
            List<String> problems = new ArrayList<>(checked.unknown());
            for (Checked.Refused each : checked.refused()) {
                checked.typed().put(each.name(), each.value());
                problems.add(each.problem());
            }
            warn(component, problems);
            configurator.update(component, checked.typed());
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
                LOG.log(Level.WARNING, e.getMessage() + "; the last good configuration stays");
            }
            return;
        }
        apply(component, Metatype.of(context.getBundles()));
    }

    /** A file has gone: what it said counts no more. */
    void removed(Path file) {
        String component = Settings.componentOf(file);
        files.remove(component);
        apply(component, Metatype.of(context.getBundles()));
    }

    /** Bundles have come or gone, and others may know properties that these did not. */
    void bundlesChanged() {
        Metatype metatype = Metatype.of(context.getBundles());
        for (String component : components()) {
            apply(component, metatype);
        }
    }

    private Set<String> components() {
        Set<String> components = new TreeSet<>(files.keySet());
        components.addAll(overrides.byComponent().keySet());
        return components;
    }

    private Map<String, String> wanted(String component) {
        Map<String, String> wanted = new TreeMap<>(files.getOrDefault(component, Map.of()));
        wanted.putAll(overrides.byComponent().getOrDefault(component, Map.of()));
        return wanted;
    }

    private void apply(String component, Metatype metatype) {
        @Nullable Map<String, String> last = applied.get(component);
        try {
            if (!components().contains(component)) {
                configurator.delete(component);
                applied.remove(component);
                told.remove(component);
                LOG.log(Level.INFO, described(component) + " has gone");
                return;
            }
            Map<String, String> before = last == null ? Map.of() : last;
            Checked checked = Checked.of(component, wanted(component), before, metatype);
            List<String> problems = new ArrayList<>(checked.unknown());
            checked.refused().forEach(each -> problems.add(each.line()));
            warn(component, problems);
            boolean known =
                    checked.accepted().equals(last) || checked.accepted().equals(refused.get(component));
            if (!known || configurator.differs(component, checked.typed())) {
                hand(component, checked, last, metatype);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, described(component) + " cannot be stored: " + Failure.reasonOf(e));
        }
    }

    private void hand(String component, Checked checked, @Nullable Map<String, String> last, Metatype metatype)
            throws IOException {
        configurator.update(component, checked.typed());
        String refusal = configurator.refusal(component);
        if (refusal == null) {
            applied.put(component, checked.accepted());
            refused.remove(component);
            LOG.log(Level.INFO, described(component) + " is in force: " + checked.changesFrom(last));
            return;
        }
        LOG.log(Level.WARNING, described(component) + " is refused, the last good configuration stays: " + refusal);
        refused.put(component, checked.accepted());
        if (last == null) {
            configurator.delete(component);
        } else {
            configurator.update(
                    component, Checked.of(component, last, last, metatype).typed());
        }
    }

    /** Each problem once, until it is mended. */
    private void warn(String component, List<String> problems) {
        Set<String> now = new TreeSet<>(problems);
        @Nullable Set<String> before = told.put(component, now);
        for (String problem : now) {
            if (before == null || !before.contains(problem)) {
                LOG.log(Level.WARNING, described(component) + ": " + problem);
            }
        }
    }

    private String described(String component) {
        return files.containsKey(component) ? Settings.fileOf(folder, component).toString() : component;
    }
}
