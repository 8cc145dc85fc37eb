package org.servergroup.launcher;

import java.io.ByteArrayInputStream;
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
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** What the bundles that are installed now say about the configuration they take. */
final class Metatype {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");
    private static final String FOLDER = "OSGI-INF/metatype";

    private final List<Description> unread = new ArrayList<>();
    private final Map<String, Map<String, Property>> byComponent = new HashMap<>();

    /** A file, which is only parsed if it tells about a component that somebody asks for. */
    private record Description(Bundle bundle, String file, String bytes) {}

    static Metatype of(Bundle... bundles) {
        Metatype metatype = new Metatype();
        for (Bundle bundle : bundles) {
            Enumeration<URL> files = bundle.findEntries(FOLDER, "*.xml", false);
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
                parse(description);
            }
        }
    }

    private void parse(Description description) {
        try {
            SAXParserFactory parsers = SAXParserFactory.newInstance();
            parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            parsers.newSAXParser().parse(in(description), new Reader());
        } catch (IOException | SAXException | ParserConfigurationException | RuntimeException e) {
            warn(description.bundle(), description.file(), e);
        }
    }

    private static InputStream in(Description description) {
        return new ByteArrayInputStream(description.bytes().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void warn(Bundle bundle, String file, Exception cause) {
        LOG.log(Level.WARNING, bundle.getSymbolicName() + ": cannot read " + file + ": " + Failure.reasonOf(cause));
    }

    private final class Reader extends DefaultHandler {
        private final Map<String, Map<String, Property>> classes = new HashMap<>();
        private Map<String, Property> properties = new HashMap<>();
        private String name = "";
        private Property property = Property.TEXT;
        private final List<String> options = new ArrayList<>();
        private String component = "";

        @Override
        public void startElement(String uri, String local, String qualified, Attributes attributes) {
            switch (qualified) {
                case "OCD" -> {
                    properties = new HashMap<>();
                    classes.put(attributes.getValue("id"), properties);
                }
                case "AD" -> begin(attributes);
                case "Option" -> options.add(attributes.getValue("value"));
                case "Designate" -> component = String.valueOf(attributes.getValue("pid"));
                case "Object" ->
                    byComponent
                            .computeIfAbsent(component, each -> new HashMap<>())
                            .putAll(classes.getOrDefault(attributes.getValue("ocdref"), Map.of()));
                default -> {}
            }
        }

        private void begin(Attributes attributes) {
            String cardinality = attributes.getValue("cardinality");
            name = attributes.getValue("id");
            options.clear();
            property = new Property(
                    attributes.getValue("type"),
                    cardinality != null && !"0".equals(cardinality),
                    attributes.getValue("min"),
                    attributes.getValue("max"),
                    attributes.getValue("default"),
                    List.of());
        }

        @Override
        public void endElement(String uri, String local, String qualified) {
            if (qualified.equals("AD")) {
                properties.put(
                        name,
                        new Property(
                                property.type(),
                                property.list(),
                                property.min(),
                                property.max(),
                                property.preset(),
                                options));
            }
        }
    }
}
