package org.servergroup.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The work folders of processes that were killed. Where everybody may write, anything can have such a name, and become
 * something else at any time: a folder is looked at again when it is open, and what is in it is reached from there alone.
 *
 * @param parent where the folders are
 * @param names what they are called
 * @param own what they have to belong to the owner of
 */
record AbandonedFolders(Path parent, Pattern names, Path own) {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");
    /** More are not looked at, whoever put them there. */
    private static final int MAX_ENTRIES = 10_000;

    /** Removes them, and keeps all that is not surely ours and out of use. */
    void remove() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            if (entries instanceof SecureDirectoryStream<Path> folder) {
                remove(folder, Files.getOwner(own, LinkOption.NOFOLLOW_LINKS));
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.DEBUG, "looking for abandoned folders in " + parent, e);
        }
    }

    private void remove(SecureDirectoryStream<Path> folder, UserPrincipal owner) {
        int seen = 0;
        for (Path each : folder) {
            Path name = each.getFileName();
            if (names.matcher(name.toString()).matches() && !name.equals(own.getFileName())) {
                remove(folder, name, owner);
            }
            if (++seen == MAX_ENTRIES) {
                return;
            }
        }
    }

    private void remove(SecureDirectoryStream<Path> folder, Path name, UserPrincipal owner) {
        try {
            PosixFileAttributeView view =
                    folder.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            // Before it is opened: a pipe would keep us waiting.
            if (isPrivate(view, owner) && emptied(folder, name, owner)) {
                folder.deleteDirectory(name);
                LOG.log(Level.INFO, "removed {0}, which a process that was killed had left", parent.resolve(name));
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.log(Level.DEBUG, "left " + parent.resolve(name), e);
        }
    }

    private static boolean emptied(SecureDirectoryStream<Path> parent, Path name, UserPrincipal owner)
            throws IOException {
        try (SecureDirectoryStream<Path> folder = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            return isPrivate(folder.getFileAttributeView(PosixFileAttributeView.class), owner) && emptied(folder);
        }
    }

    private static boolean emptied(SecureDirectoryStream<Path> folder) throws IOException {
        Path lock = Path.of(WorkFolder.LOCK);
        Set<? extends OpenOption> options =
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel channel = folder.newByteChannel(lock, options)) {
            boolean abandoned = channel instanceof FileChannel file && file.tryLock() != null;
            if (abandoned) {
                Removal.empty(folder, lock);
            }
            return abandoned;
        }
    }

    private static boolean isPrivate(PosixFileAttributeView view, UserPrincipal owner) throws IOException {
        PosixFileAttributes attributes = view.readAttributes();
        return attributes.isDirectory()
                && attributes.permissions().equals(WorkFolder.OWNER_ONLY)
                && attributes.owner().equals(owner);
    }
}
