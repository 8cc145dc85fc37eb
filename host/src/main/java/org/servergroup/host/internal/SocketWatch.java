package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks for guests' sockets in folders, in the watch's thread, and tells the guests in theirs. */
final class SocketWatch implements FolderWatch.Listener {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    private final SocketName names;
    private final Consumer<Consumer<Guests>> guests;
    private final Set<Path> scanned = new HashSet<>();
    private final Set<Path> initiallyMissing = new HashSet<>();

    /**
     * @param guests has something done with the guests, in their thread
     */
    SocketWatch(List<Path> folders, SocketName names, Consumer<Consumer<Guests>> guests) {
        this.names = names;
        this.guests = guests;
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                initiallyMissing.add(folder);
            }
        }
    }

    @Override
    public void scan(Path folder) {
        List<Guests.Socket> sockets = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Guests.Socket socket = socket(entry);
                if (socket != null) {
                    sockets.add(socket);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot list {0}: {1}", folder, e.getMessage());
        }
        boolean initially = scanned.add(folder) && !initiallyMissing.contains(folder);
        guests.accept(all -> all.scanned(folder, sockets, initially));
    }

    @Override
    public void touched(Path folder, Path entry) {
        String instance = names.instance(entry.getFileName().toString());
        if (instance == null) {
            return;
        }
        Guests.Socket socket = socket(entry);
        if (socket == null) {
            guests.accept(all -> all.vanished(instance, entry));
        } else {
            guests.accept(all -> all.found(socket, false));
        }
    }

    /** Symbolic links are not followed: a socket is where it is. */
    private Guests.@Nullable Socket socket(Path entry) {
        String instance = names.instance(entry.getFileName().toString());
        if (instance == null) {
            return null;
        }
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isOther() ? new Guests.Socket(instance, entry, attributes.fileKey()) : null;
        } catch (IOException e) {
            return null;
        }
    }
}
