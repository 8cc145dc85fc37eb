package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;

/** Removes what is in a folder that is open, and follows no link out of it, whatever is exchanged meanwhile. */
final class Removal {
    private Removal() {}

    /**
     * Empties a folder.
     *
     * @param last the name of what goes last, because it says something of the others; it need not be there
     */
    static void empty(SecureDirectoryStream<Path> folder, Path last) throws IOException {
        boolean seen = false;
        try {
            for (Path each : folder) {
                Path name = each.getFileName();
                if (name.equals(last)) {
                    seen = true;
                } else {
                    remove(folder, name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (seen) {
            remove(folder, last);
        }
    }

    private static void remove(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        BasicFileAttributeView view =
                parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view.readAttributes().isDirectory()) {
            try (SecureDirectoryStream<Path> folder = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                for (Path each : folder) {
                    remove(folder, each.getFileName());
                }
            }
            parent.deleteDirectory(name);
        } else {
            parent.deleteFile(name);
        }
    }
}
