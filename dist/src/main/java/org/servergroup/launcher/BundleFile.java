package org.servergroup.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/**
 * A copy of a jar of the operator's, found to be a whole bundle. A copy, because what the framework runs must not change
 * under it when the operator writes over the file.
 *
 * @param jar the operator's file
 * @param copy ours
 * @param symbolicName which bundle it is
 */
record BundleFile(Path jar, Path copy, String symbolicName) {
    /**
     * Copies and checks.
     *
     * @throws Refusal if it is not a bundle, or not all of it has come yet
     */
    static BundleFile copyOf(Path jar, Path copy) throws Refusal {
        try {
            Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            String what = Files.isReadable(jar) ? "cannot be copied: " : "cannot be read: ";
            throw Refusal.incomplete(what + Failure.reasonOf(e));
        }
        try (JarFile opened = new JarFile(copy.toFile(), false)) {
            Manifest manifest = opened.getManifest();
            readAll(opened);
            return new BundleFile(jar, copy, symbolicName(manifest));
        } catch (ZipException e) {
            throw Refusal.incomplete("is not a complete jar: " + Failure.reasonOf(e));
        } catch (IOException | RuntimeException e) {
            throw Refusal.incomplete("cannot be read: " + Failure.reasonOf(e));
        }
    }

    /** Whether a jar of the operator's is, byte for byte, another file that may or may not be there. */
    static boolean isSame(Path jar, Path other) {
        try {
            return Files.mismatch(jar, other) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String symbolicName(@Nullable Manifest manifest) throws Refusal {
        if (manifest == null) {
            throw new Refusal("is not a bundle: it has no manifest");
        }
        String name = manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null) {
            throw new Refusal("is not a bundle: its manifest has no " + Constants.BUNDLE_SYMBOLICNAME);
        }
        return withoutDirectives(name);
    }

    /** A symbolic name as its header has it, and what may follow. */
    static String withoutDirectives(String name) {
        int end = name.indexOf(';');
        return (end < 0 ? name : name.substring(0, end)).strip();
    }

    /** Every byte: reading a jar by its directory compares no checksums, so this does. */
    private static void readAll(JarFile jar) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (JarEntry entry : java.util.Collections.list(jar.entries())) {
            CRC32 checksum = new CRC32();
            try (InputStream in = jar.getInputStream(entry)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    checksum.update(buffer, 0, read);
                }
            }
            if (checksum.getValue() != entry.getCrc()) {
                throw new ZipException("the content of " + entry.getName() + " is damaged");
            }
        }
    }

    /** The copy's content. */
    InputStream open() throws IOException {
        return Files.newInputStream(copy);
    }
}
