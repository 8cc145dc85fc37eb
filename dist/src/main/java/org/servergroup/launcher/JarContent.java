package org.servergroup.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.connect.ConnectContent;

/** What a jar of the class path holds, as a bundle. */
final class JarContent implements ConnectContent {
    private final Path path;
    private final ClassLoader loader;
    private @Nullable JarFile jar;

    JarContent(Path path, ClassLoader loader) {
        this.path = path;
        this.loader = loader;
    }

    @Override
    public synchronized void open() throws IOException {
        if (jar == null) {
            jar = new JarFile(path.toFile());
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (jar != null) {
            jar.close();
            jar = null;
        }
    }

    @Override
    public Optional<Map<String, String>> getHeaders() {
        try {
            Manifest manifest = opened().getManifest();
            Map<String, String> headers = new HashMap<>();
            if (manifest != null) {
                manifest.getMainAttributes().forEach((name, value) -> headers.put(name.toString(), value.toString()));
            }
            return Optional.of(headers);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + path, e);
        }
    }

    @Override
    public Iterable<String> getEntries() {
        return opened().stream().map(ZipEntry::getName).toList();
    }

    @Override
    public Optional<ConnectEntry> getEntry(String name) {
        ZipEntry entry = opened().getEntry(name);
        return entry == null ? Optional.empty() : Optional.of(new Entry(opened(), entry));
    }

    @Override
    public Optional<ClassLoader> getClassLoader() {
        return Optional.of(loader);
    }

    private synchronized JarFile opened() {
        if (jar == null) {
            throw new IllegalStateException(path + " is not open");
        }
        return jar;
    }

    private record Entry(JarFile jar, ZipEntry entry) implements ConnectEntry {
        @Override
        public String getName() {
            return entry.getName();
        }

        @Override
        public long getContentLength() {
            return entry.getSize();
        }

        /** Of all entries alike, because nobody needs it exactly and the first time zone takes 8 ms of the start. */
        @Override
        public long getLastModified() {
            return 0;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return jar.getInputStream(entry);
        }
    }
}
