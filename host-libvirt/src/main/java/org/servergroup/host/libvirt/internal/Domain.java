package org.servergroup.host.libvirt.internal;

import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * What a domain's XML says.
 *
 * @param instance the name in its channel's socket, or else the domain's own
 * @param group the group in its metadata; empty if there is none
 * @param fields the fields of its status, as JSON text
 */
record Domain(String instance, String group, Map<String, String> fields) {
    /** The namespace of the metadata element {@code server}. */
    static final String NAMESPACE = "urn:servergroup:1";

    private static final String SOCKET_PREFIX = "cgcs.messaging.";
    private static final String SOCKET_SUFFIX = ".sock";

    /** Reads a domain's XML, as {@code virsh dumpxml} writes it. */
    static Domain read(String xml) throws IOException {
        Element root = parse(xml);
        String name = text(child(root, "name"));
        String title = text(child(root, "title"));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("instance_id", quoted(text(child(root, "uuid"))));
        fields.put("display_name", quoted(title.isEmpty() ? name : title));
        putNumber(fields, "vcpus", text(child(root, "vcpu")), 1);
        Element memory = child(root, "memory");
        putNumber(fields, "memory_mb", text(memory), mebibytes(memory));
        Element server = server(root);
        if (server != null) {
            for (Element field = first(server); field != null; field = next(field)) {
                String key = field.getAttribute("name");
                if ("field".equals(field.getLocalName()) && !key.isEmpty()) {
                    fields.put(key, quoted(text(field)));
                }
            }
        }
        String group = server == null ? "" : server.getAttribute("group").strip();
        return new Domain(instance(root, name), group, fields);
    }

    private static Element parse(String xml) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Silent());
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException("not the XML of a domain: " + e.getMessage(), e);
        }
    }

    private static @Nullable Element server(Element root) {
        Element metadata = child(root, "metadata");
        for (Element each = first(metadata); each != null; each = next(each)) {
            if (NAMESPACE.equals(each.getNamespaceURI()) && "server".equals(each.getLocalName())) {
                return each;
            }
        }
        return null;
    }

    /** The channel's socket decides, as it does for the relay. */
    private static String instance(Element root, String name) {
        Element devices = child(root, "devices");
        for (Element device = first(devices); device != null; device = next(device)) {
            Element target = child(device, "target");
            Element source = child(device, "source");
            if ("channel".equals(device.getLocalName())
                    && target != null
                    && source != null
                    && target.getAttribute("name").equals("cgcs.messaging")) {
                String path = source.getAttribute("path");
                String file = path.substring(path.lastIndexOf('/') + 1);
                if (file.length() > SOCKET_PREFIX.length() + SOCKET_SUFFIX.length()
                        && file.startsWith(SOCKET_PREFIX)
                        && file.endsWith(SOCKET_SUFFIX)) {
                    return file.substring(SOCKET_PREFIX.length(), file.length() - SOCKET_SUFFIX.length());
                }
            }
        }
        return name;
    }

    private static void putNumber(Map<String, String> fields, String key, String digits, double factor) {
        if (digits.matches("[0-9]{1,15}")) {
            fields.put(key, Long.toString((long) (Long.parseLong(digits) * factor)));
        }
    }

    /** The unit of memory, in MiB. */
    private static double mebibytes(@Nullable Element memory) {
        String unit = memory == null ? "" : memory.getAttribute("unit");
        return switch (unit) {
            case "b", "bytes" -> 1.0 / (1 << 20);
            case "MiB", "M" -> 1;
            case "GiB", "G" -> 1 << 10;
            default -> 1.0 / (1 << 10);
        };
    }

    /** A JSON string. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private static @Nullable Element child(@Nullable Element parent, String name) {
        for (Element each = first(parent); each != null; each = next(each)) {
            if (name.equals(each.getLocalName())) {
                return each;
            }
        }
        return null;
    }

    private static @Nullable Element first(@Nullable Element parent) {
        return parent == null ? null : element(parent.getFirstChild());
    }

    private static @Nullable Element next(Element element) {
        return element(element.getNextSibling());
    }

    private static @Nullable Element element(@Nullable Node from) {
        Node node = from;
        while (node != null && !(node instanceof Element)) {
            node = node.getNextSibling();
        }
        return (Element) node;
    }

    private static String text(@Nullable Element element) {
        return element == null ? "" : element.getTextContent().strip();
    }

    /** Errors are thrown, and not printed as well. */
    private static final class Silent implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
