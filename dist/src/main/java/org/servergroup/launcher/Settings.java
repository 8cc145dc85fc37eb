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
    /** What the name of a file ends with. */
    static final String SUFFIX = ".cfg";

    private static final long MAX_FILE_BYTES = 1 << 20;

    private final Map<String, Map<String, String>> byComponent = new TreeMap<>();

    /** Reads all files of a folder; a file that cannot be read is the operator's mistake. */
    static Settings readFrom(Path folder) throws Failure {
        Settings settings = new Settings();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                settings.byComponent.put(componentOf(file), readFile(file));
            }
        } catch (IOException e) {
            throw new Failure(
                    Failure.USAGE,
                    "cannot read the configuration folder " + folder + ": " + Failure.reasonOf(e, folder));
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

    /** The component that a file is for. */
    static String componentOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** The file for a component. */
    static Path fileOf(Path folder, String component) {
        return folder.resolve(component + SUFFIX);
    }

    /** The properties in a file, which is for one component. */
    static Map<String, String> readFile(Path file) throws Failure {
        if (file.toFile().length() > MAX_FILE_BYTES) {
            throw new Failure(Failure.USAGE, "cannot read " + file + ": it has more than " + MAX_FILE_BYTES + " bytes");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(
                    Failure.USAGE,
                    "cannot read " + file + ": " + Failure.reasonOf(e, file).replaceFirst("[.]$", ""));
        }
        Map<String, String> read = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            read.put(name, properties.getProperty(name).strip());
        }
        return read;
    }
}
