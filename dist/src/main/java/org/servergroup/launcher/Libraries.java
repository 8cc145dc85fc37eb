package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/**
 * The jars on the class path that bundles import from and that do nothing by themselves. The framework exports their packages
 * itself: as bundles of their own they take a tenth of the start.
 */
final class Libraries {
    private static final String USES = ";uses:=";

    private final StringBuilder packages = new StringBuilder();
    private final Set<String> names = new HashSet<>();

    private Libraries() {}

    /**
     * Reads the manifests of these jars.
     *
     * @throws Failure if one of them cannot be read
     */
    static Libraries of(List<Path> jars) throws Failure {
        Libraries libraries = new Libraries();
        for (Path jar : jars) {
            try (JarFile opened = new JarFile(jar.toFile(), false)) {
                @Nullable Manifest manifest = opened.getManifest();
                if (manifest != null) {
                    libraries.add(manifest.getMainAttributes());
                }
            } catch (IOException e) {
                throw new Failure(
                        Failure.ENVIRONMENT,
                        "the installation is not complete: cannot read " + jar + ": " + Failure.reasonOf(e));
            }
        }
        return libraries;
    }

    private void add(Attributes headers) {
        @Nullable String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name != null) {
            names.add(BundleFile.withoutDirectives(name));
        }
        @Nullable String exported = headers.getValue(Constants.EXPORT_PACKAGE);
        if (exported != null) {
            packages.append(packages.isEmpty() ? "" : ",");
            addWithoutUses(exported);
        }
    }

    /** What uses what is of no use among packages that all come from one class loader, and is most of the text. */
    private void addWithoutUses(String exported) {
        int from = 0;
        for (int uses = exported.indexOf(USES); uses >= 0; uses = exported.indexOf(USES, from)) {
            packages.append(exported, from, uses);
            from = endOfValue(exported, uses + USES.length());
        }
        packages.append(exported, from, exported.length());
    }

    private static int endOfValue(String text, int start) {
        if (text.startsWith("\"", start)) {
            return text.indexOf('"', start + 1) + 1;
        }
        int end = start;
        while (end < text.length() && text.charAt(end) != ';' && text.charAt(end) != ',') {
            end++;
        }
        return end;
    }

    /** What they export, with the versions that they say. */
    String packages() {
        return packages.toString();
    }

    /** The symbolic names that they would have as bundles: an operator's bundle must not be one of them. */
    Set<String> names() {
        return names;
    }
}
