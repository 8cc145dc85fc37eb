package org.servergroup.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** A file in which a bundle describes configuration. */
final class MetatypeFile extends DefaultHandler {
    /** Where bundles have them. */
    static final String FOLDER = "OSGI-INF/metatype";

    static final String SUFFIX = ".xml";

    private final Map<String, Map<String, Property>> byComponent = new HashMap<>();
    private final Map<String, Map<String, Property>> classes = new HashMap<>();
    private final List<String> options = new ArrayList<>();
    private Map<String, Property> properties = new HashMap<>();
    private String name = "";
    private Property property = Property.TEXT;
    private String component = "";

    private MetatypeFile() {}

    /**
     * Reads what it says.
     *
     * @param bytes each as a character
     * @return the properties of each component, by name
     */
    static Map<String, Map<String, Property>> parse(String bytes)
            throws IOException, SAXException, ParserConfigurationException {
        // The one of the Java runtime: looking for another in every jar takes 2 ms.
        SAXParserFactory parsers = SAXParserFactory.newDefaultInstance();
        parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        MetatypeFile file = new MetatypeFile();
        parsers.newSAXParser().parse(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)), file);
        return file.byComponent;
    }

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
