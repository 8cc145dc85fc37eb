package org.servergroup.launcher;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.osgi.framework.Bundle;

/** A component with a description of its configuration, for tests. */
final class Described {
    static final String COMPONENT = "org.example.a";

    static final String XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
              <OCD id="a.Config" name="A">
                <AD id="size" type="Integer" required="true" min="1" max="100" default="10"/>
                <AD id="mode" type="String" required="true" default="fast">
                  <Option label="f" value="fast"/>
                  <Option label="s" value="safe"/>
                </AD>
                <AD id="folders" type="String" cardinality="2147483647"/>
              </OCD>
              <Designate pid="org.example.a">
                <Object ocdref="a.Config"/>
              </Designate>
            </metatype:MetaData>
            """;

    private Described() {}

    /** What is said in the file. */
    static Metatype in(Path file) throws IOException {
        return Metatype.of(bundle(Files.writeString(file, XML)));
    }

    /** A bundle with nothing but this file. */
    static Bundle bundle(Path file) throws IOException {
        URL url = file.toUri().toURL();
        return (Bundle) Proxy.newProxyInstance(
                Described.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "findEntries" -> Collections.enumeration(List.of(url));
                    case "getSymbolicName" -> "described";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
