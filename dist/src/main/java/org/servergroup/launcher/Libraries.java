package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    private Libraries() {}

    /**
     * What these jars export, with the versions that they say.
     *
     * @throws Failure if one of them cannot be read
     */
    static String packages(List<Path> jars) throws Failure {
        StringBuilder packages = new StringBuilder();
        for (Path jar : jars) {
            try (JarFile opened = new JarFile(jar.toFile(), false)) {
                @Nullable Manifest manifest = opened.getManifest();
                String exported =
                        manifest == null ? null : manifest.getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
                if (exported != null) {
                    packages.append(packages.isEmpty() ? "" : ",");
                    appendWithoutUses(packages, exported);
                }
            } catch (IOException e) {
                throw new Failure(
                        Failure.ENVIRONMENT,
                        "the installation is not complete: cannot read " + jar + ": " + Failure.reasonOf(e));
            }
        }
        return packages.toString();
    }

    /** What uses what is of no use among packages that all come from one class loader, and is most of the text. */
    private static void appendWithoutUses(StringBuilder packages, String exported) {
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
}
