package org.servergroup.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/** Makes jars for tests: a manifest with some headers, and an entry that is stored as it is. */
final class TestJar {
    static final String ENTRY = "content";
    static final String CONTENT = "the content of an entry";

    private TestJar() {}

    static Path write(Path jar, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            add(out);
        }
        return jar;
    }

    static void writeWithoutManifest(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            add(out);
        }
    }

    private static void add(JarOutputStream out) throws IOException {
        byte[] bytes = CONTENT.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        JarEntry entry = new JarEntry(ENTRY);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(checksum.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
    }

    /** Where in a jar the entry's content is. */
    static int indexOfContent(byte[] jar) {
        return new String(jar, StandardCharsets.ISO_8859_1).indexOf(CONTENT);
    }
}
