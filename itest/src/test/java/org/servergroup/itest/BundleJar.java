package org.servergroup.itest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A bundle's jar, as far as the architecture is concerned: who it is, what it imports, exports and mentions. */
record BundleJar(
        String name, Map<String, String> imports, Map<String, String> exports, boolean requiresBundle, Path jar) {
    /** A clause of a header: a comma within quotes does not end it. */
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");

    private static final Pattern VERSION = Pattern.compile("(?:^|;)version=\"?([^\";]+)");

    /** All bundles in the folders of the distribution that the framework gets its bundles from. */
    static List<BundleJar> allIn(Path distribution) throws IOException {
        List<BundleJar> bundles = new ArrayList<>();
        for (String folder : List.of("lib", "bundles")) {
            try (Stream<Path> files = Files.walk(distribution.resolve(folder))) {
                for (Path file : files.filter(BundleJar::isBundle).toList()) {
                    bundles.add(read(file));
                }
            }
        }
        return bundles;
    }

    private static boolean isBundle(Path file) {
        String path = file.toString();
        return path.endsWith(".jar") && !path.contains("/lib/boot/") && !path.contains("/lib/runtime/");
    }

    private static BundleJar read(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            Attributes headers = jar.getManifest().getMainAttributes();
            String name = headers.getValue("Bundle-SymbolicName");
            return new BundleJar(
                    name == null ? file.getFileName().toString() : name.replaceAll(";.*", ""),
                    packages(headers.getValue("Import-Package")),
                    packages(headers.getValue("Export-Package")),
                    headers.getValue("Require-Bundle") != null,
                    file);
        }
    }

    boolean isOurs() {
        return name.startsWith("org.servergroup.");
    }

    /** The classes of one of our packages that the bundle's classes mention. */
    Set<String> mentionsOf(String packageName) throws IOException {
        Pattern mention = Pattern.compile(packageName.replace('.', '/') + "/(\\w+)");
        try (JarFile opened = new JarFile(jar.toFile())) {
            Set<String> found = new TreeSet<>();
            opened.stream().filter(entry -> entry.getName().endsWith(".class")).forEach(entry -> {
                try (InputStream in = opened.getInputStream(entry)) {
                    String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                    mention.matcher(bytes).results().forEach(match -> found.add(match.group(1)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return found;
        }
    }

    /** From package to version; an empty version if there is none. */
    private static Map<String, String> packages(String header) {
        Map<String, String> packages = new TreeMap<>();
        if (header != null) {
            for (MatchResult clause : CLAUSE.matcher(header).results().toList()) {
                String text = clause.group().strip();
                Matcher version = VERSION.matcher(text);
                packages.put(text.replaceAll(";.*", ""), version.find() ? version.group(1) : "");
            }
        }
        return packages;
    }
}
