package org.servergroup.launcher;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder for the framework's cache. Without a choice of the operator it is a private one for each process, removed at
 * the end: then any number of processes can run, and no cache can be older than the distribution.
 */
record WorkFolder(Path path, boolean temporary, @Nullable FileChannel lock) {
    /** The file in it that is locked for as long as the process lives. */
    static final String LOCK = "lock";

    private static final int MAX_ATTEMPTS = 100;
    static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    static WorkFolder open(@Nullable Path chosen, String program) throws Failure {
        try {
            if (chosen != null) {
                return new WorkFolder(Files.createDirectories(chosen.toAbsolutePath()), false, null);
            }
            return temporary(parent(), program);
        } catch (IOException e) {
            Path folder = chosen == null ? parent() : chosen;
            throw new Failure(
                    Failure.ENVIRONMENT, "cannot use " + folder + " as work folder: " + Failure.reasonOf(e, folder));
        }
    }

    /** A new one, locked if that is possible. */
    static WorkFolder temporary(Path parent, String program) throws IOException {
        Path folder = create(parent, program);
        return new WorkFolder(folder, true, lock(folder));
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

    /**
     * Tells others for as long as this process lives that it does. The file has another name until the lock is held: nobody
     * may find it without.
     */
    private static @Nullable FileChannel lock(Path folder) {
        try {
            File file = folder.resolve(LOCK + ".new").toFile();
            FileChannel channel = new FileOutputStream(file).getChannel();
            if (channel.tryLock() != null && file.renameTo(folder.resolve(LOCK).toFile())) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            return null; // then nobody removes the folder if this process is killed
        }
        return null;
    }

    /** Removes the folders of others of the same program and user that were killed, unless this one was chosen. */
    void removeAbandoned(String program) {
        Path parent = path.getParent();
        if (temporary && parent != null) {
            Pattern names = Pattern.compile(Pattern.quote(program) + "-[0-9]+-[-0-9a-z]+");
            new AbandonedFolders(parent, names, path).remove();
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
            try (DirectoryStream<Path> folder = Files.newDirectoryStream(path)) {
                Removal.empty((SecureDirectoryStream<Path>) folder, Path.of(LOCK));
            }
            Files.deleteIfExists(path);
        }
    }

    /** The folder for runtime files. */
    static Path parent() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        boolean usable = runtime != null && Files.isWritable(Path.of(runtime));
        return Path.of(usable ? runtime : System.getProperty("java.io.tmpdir", "/tmp"));
    }
}
