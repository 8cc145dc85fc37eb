package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder for the framework's cache. Without a choice of the operator it is a private one for each process, removed at
 * the end: then any number of processes can run, and no cache can be older than the distribution.
 */
record WorkFolder(Path path, boolean temporary) {
    private static final int MAX_ATTEMPTS = 100;
    private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    static WorkFolder open(@Nullable Path chosen, String program) throws Failure {
        try {
            if (chosen != null) {
                return new WorkFolder(Files.createDirectories(chosen.toAbsolutePath()), false);
            }
            return new WorkFolder(create(parent(), program), true);
        } catch (IOException e) {
            Path folder = chosen == null ? parent() : chosen;
            throw new Failure(
                    Failure.ENVIRONMENT, "cannot use " + folder + " as work folder: " + Failure.reasonOf(e, folder));
        }
    }

    /**
     * A new folder for us alone. Not by {@link Files#createTempDirectory}, whose random numbers take 30 ms of the start: the
     * name need not be a secret, because the folder is made here or not at all.
     */
    private static Path create(Path parent, String program) throws IOException {
        String prefix = program + "-" + ProcessHandle.current().pid() + "-";
        for (int attempt = 1; ; attempt++) {
            try {
                Path folder = parent.resolve(prefix + Long.toString(System.nanoTime(), Character.MAX_RADIX));
                return Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } catch (FileAlreadyExistsException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
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

    /** The folder for runtime files. */
    static Path parent() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        boolean usable = runtime != null && Files.isWritable(Path.of(runtime));
        return Path.of(usable ? runtime : System.getProperty("java.io.tmpdir", "/tmp"));
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
