package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The folder for the framework's cache. Without a choice of the operator it is a private one for each process, removed at
 * the end: then any number of processes can run, and no cache can be older than the distribution.
 */
record WorkFolder(Path path, boolean temporary) {
    static WorkFolder open(@Nullable Path chosen, String program) throws Failure {
        try {
            if (chosen != null) {
                return new WorkFolder(Files.createDirectories(chosen.toAbsolutePath()), false);
            }
            return new WorkFolder(Files.createTempDirectory(parent(), program + "-"), true);
        } catch (IOException e) {
            Path folder = chosen == null ? parent() : chosen;
            throw new Failure(Failure.ENVIRONMENT, "cannot use " + folder + " as work folder: " + e);
        }
    }

    /** Where the framework keeps its bundles. Made anew at every start, which costs little: most of it are references. */
    Path cache() {
        return path.resolve("framework");
    }

    /** Where copies of the bundles are kept that can be exchanged. */
    Path copies() {
        return path.resolve("bundles");
    }

    /** Removes the folder if nobody chose it. */
    void close() throws IOException {
        if (temporary) {
            Files.walkFileTree(path, new Remover());
        }
    }

    private static Path parent() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && Files.isWritable(Path.of(runtime))) {
            return Path.of(runtime);
        }
        return Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
