package org.servergroup.launcher;

import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Hands settings to the components, through ConfigAdmin. Applying new ones over old ones changes what differs. */
final class Configurator {
    private final ConfigurationAdmin admin;

    Configurator(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    void apply(Settings settings) throws IOException {
        Set<String> left = new HashSet<>(settings.byComponent().keySet());
        for (Configuration known : known()) {
            if (!left.remove(known.getPid())) {
                known.delete();
            } else {
                known.updateIfDifferent(dictionary(settings, known.getPid()));
            }
        }
        for (String component : left) {
            admin.getConfiguration(component, "?").update(dictionary(settings, component));
        }
    }

    private Configuration[] known() throws IOException {
        try {
            Configuration[] known = admin.listConfigurations(null);
            return known == null ? new Configuration[0] : known;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter, no syntax", e);
        }
    }

    private static Dictionary<String, Object> dictionary(Settings settings, String component) {
        return FrameworkUtil.asDictionary(
                new HashMap<String, Object>(settings.byComponent().getOrDefault(component, Map.of())));
    }
}
