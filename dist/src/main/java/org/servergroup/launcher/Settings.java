package org.servergroup.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The configuration: properties by component. Read from a folder with a properties file for each component, named for it
 * ({@code org.servergroup.agent.cfg}); what the command line says comes on top.
 */
final class Settings {
    private static final String SUFFIX = ".cfg";

    private final Map<String, Map<String, String>> byComponent = new TreeMap<>();

    /** Reads all files of a folder; a file that cannot be read is the operator's mistake. */
    static Settings readFrom(Path folder) throws Failure {
        Settings settings = new Settings();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                settings.readFile(file);
            }
        } catch (IOException e) {
            throw new Failure(Failure.USAGE, "cannot read the configuration folder " + folder);
        }
        return settings;
    }

    /** Overrides one property. */
    void set(String component, String property, String value) {
        byComponent.computeIfAbsent(component, name -> new TreeMap<>()).put(property, value);
    }

    Map<String, Map<String, String>> byComponent() {
        return byComponent;
    }

    private void readFile(Path file) throws Failure {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(Failure.USAGE, "cannot read " + file + ": " + Failure.reasonOf(e));
        }
        String component = file.getFileName().toString().replace(SUFFIX, "");
        properties
                .stringPropertyNames()
                .forEach(name ->
                        set(component, name, properties.getProperty(name).strip()));
    }
}
