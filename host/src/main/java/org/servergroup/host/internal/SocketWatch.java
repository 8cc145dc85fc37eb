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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks for sockets with certain names in folders, in the watch's thread, and tells of them in the loop's. */
final class SocketWatch implements FolderWatch.Listener {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    /** Takes what is found, in the loop's thread. */
    interface Taker {
        /** These are all the sockets in a folder. */
        void scanned(Path folder, List<Guests.Socket> sockets, boolean initially);

        /** A socket was seen. */
        void found(Guests.Socket socket, boolean initially);

        /** There is no socket at this path any more. */
        void vanished(String instance, Path path);
    }

    private final Function<String, @Nullable String> names;
    private final Taker taker;
    private final Consumer<Runnable> loop;
    private final Set<Path> scanned = new HashSet<>();
    private final Set<Path> initiallyMissing = new HashSet<>();

    /**
     * @param names tells the instance from the name of its socket; null for a file that is not one
     * @param loop runs something in the loop's thread
     */
    SocketWatch(List<Path> folders, Function<String, @Nullable String> names, Taker taker, Consumer<Runnable> loop) {
        this.names = names;
        this.taker = taker;
        this.loop = loop;
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
        loop.accept(() -> taker.scanned(folder, sockets, initially));
    }

    @Override
    public void touched(Path folder, Path entry) {
        String instance = names.apply(entry.getFileName().toString());
        if (instance == null) {
            return;
        }
        Guests.Socket socket = socket(entry);
        if (socket == null) {
            loop.accept(() -> taker.vanished(instance, entry));
        } else {
            loop.accept(() -> taker.found(socket, false));
        }
    }

    /** Symbolic links are not followed: a socket is where it is. */
    private Guests.@Nullable Socket socket(Path entry) {
        String instance = names.apply(entry.getFileName().toString());
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
