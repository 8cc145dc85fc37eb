package org.servergroup.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.xml.sax.SAXException;

/** What the bundles that are installed now say about the configuration they take. */
final class Metatype {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");

    private final Map<String, Map<String, Map<String, Property>>> parsed;
    private final List<Description> unread = new ArrayList<>();
    private final Map<String, Map<String, Property>> byComponent = new HashMap<>();

    /** A file, which is only parsed if it tells about a component that somebody asks for. */
    private record Description(Bundle bundle, String file, String bytes) {}

    private Metatype(Map<String, Map<String, Map<String, Property>>> parsed) {
        this.parsed = parsed;
    }

    static Metatype of(Bundle... bundles) {
        return of(Map.of(), bundles);
    }

    /** @param parsed what is known to be said by files that have been parsed before, by their bytes */
    static Metatype of(Map<String, Map<String, Map<String, Property>>> parsed, Bundle... bundles) {
        Metatype metatype = new Metatype(parsed);
        for (Bundle bundle : bundles) {
            Enumeration<URL> files = bundle.findEntries(MetatypeFile.FOLDER, "*" + MetatypeFile.SUFFIX, false);
            while (files != null && files.hasMoreElements()) {
                metatype.add(bundle, files.nextElement());
            }
        }
        return metatype;
    }

    /** Whether a bundle has described the configuration of this component. */
    boolean knows(String component) {
        read(component);
        return byComponent.containsKey(component);
    }

    /** A property of a component; null if no bundle knows it. */
    @Nullable
    Property property(String component, String name) {
        read(component);
        return byComponent.getOrDefault(component, Map.of()).get(name);
    }

    /** The property whose name is most like this one, if any is like it at all. */
    @Nullable
    String similar(String component, String name) {
        read(component);
        return Similar.to(name, byComponent.getOrDefault(component, Map.of()).keySet());
    }

    private void add(Bundle bundle, URL entry) {
        String file = entry.getPath();
        try (InputStream in = entry.openStream()) {
            unread.add(new Description(bundle, file, new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)));
        } catch (IOException | RuntimeException e) {
            warn(bundle, file, e);
        }
    }

    private void read(String component) {
        for (Iterator<Description> each = unread.iterator(); each.hasNext(); ) {
            Description description = each.next();
            if (description.bytes().contains(component)) {
                each.remove();
                take(description);
            }
        }
    }

    private void take(Description description) {
        try {
            Map<String, Map<String, Property>> known = parsed.get(description.bytes());
            Map<String, Map<String, Property>> said = known == null ? MetatypeFile.parse(description.bytes()) : known;
            for (Map.Entry<String, Map<String, Property>> each : said.entrySet()) {
                byComponent
                        .computeIfAbsent(each.getKey(), component -> new HashMap<>())
                        .putAll(each.getValue());
            }
        } catch (IOException | SAXException | ParserConfigurationException | RuntimeException e) {
            warn(description.bundle(), description.file(), e);
        }
    }

    private static void warn(Bundle bundle, String file, Exception cause) {
        LOG.log(Level.WARNING, bundle.getSymbolicName() + ": cannot read " + file + ": " + Failure.reasonOf(cause));
    }
}
