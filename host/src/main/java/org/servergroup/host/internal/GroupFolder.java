package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.servergroup.spi.Complaint;

/**
 * A folder of files that describe groups, followed as they change. A file that breaks counts as it last was. For the thread
 * of its watch alone, except where a method says otherwise.
 */
final class GroupFolder implements FolderWatch.Listener {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final Consumer<Map<String, GroupFile.Entry>> reader;
    private final FolderWatch watch;
    private final Map<Path, List<GroupFile.Entry>> files = new TreeMap<>();
    private final Map<Path, String> broken = new TreeMap<>();
    private String absent;
    private Set<String> doublesTold = Set.of();

    // What an operator is to know, whoever asks.
    private volatile List<Complaint> complaints = List.of();
    private volatile boolean closed;

    /**
     * @param reader told of all entries, by instance, whenever the files were looked at
     */
    GroupFolder(Path folder, Consumer<Map<String, GroupFile.Entry>> reader) throws IOException {
        this.folder = folder;
        this.reader = reader;
        this.absent = folder + " is not there";
        this.watch = new FolderWatch("servergroup-host-groups", List.of(folder), this);
    }

    /** By its owner, once. */
    void start() {
        if (!Files.isDirectory(folder)) {
            complain(List.of());
        }
        watch.start();
    }

    /** By any thread; idempotent, and waits for the watch's. */
    void close() {
        watch.stop();
        closed = true;
    }

    /** What is wrong with the files; nothing once they are not followed any more. By any thread. */
    List<Complaint> standing() {
        if (closed) {
            return List.of();
        }
        return complaints;
    }

    private void complain(List<String> doubles) {
        List<Complaint> all = new ArrayList<>();
        if (!absent.isEmpty()) {
            all.add(new Complaint(
                    "groups", absent + ", so that nobody is in a group", "make it, or name another by --groups"));
        } else if (files.isEmpty() && broken.isEmpty()) {
            all.add(new Complaint(
                    "groups",
                    folder + " has no file *" + SUFFIX + ", so that nobody is in a group",
                    "write one: {\"group\": \"db\", \"members\": [\"instance-00000001\"]}"));
        }
        broken.forEach((file, text) ->
                all.add(new Complaint("groups", text, "correct it; it is read again as soon as it is saved")));
        doubles.forEach(text ->
                all.add(new Complaint("groups", text, "an instance is in one group: take it out of one of the files")));
        complaints = List.copyOf(all);
    }

    @Override
    public void scan(Path where) {
        Map<Path, List<GroupFile.Entry>> before = new TreeMap<>(files);
        files.clear();
        broken.clear();
        absent = "";
        try (DirectoryStream<Path> found = Files.newDirectoryStream(where, "*" + SUFFIX)) {
            for (Path file : found) {
                load(file, before.get(file));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            absent = where + " is not there";
            LOG.log(System.Logger.Level.WARNING, "{0} is not there: no groups", where);
        } catch (IOException | DirectoryIteratorException e) {
            String problem = "cannot list " + where + ", the groups stay as they are: " + e;
            broken.put(where, problem);
            LOG.log(System.Logger.Level.WARNING, "{0}", problem);
            files.putAll(before);
        }
        publish();
    }

    @Override
    public void touched(Path where, Path file) {
        if (file.getFileName().toString().endsWith(SUFFIX)) {
            load(file, files.remove(file));
            publish();
        }
    }

    private void load(Path file, @Nullable List<GroupFile.Entry> lastGood) {
        try {
            List<GroupFile.Entry> entries = GroupFile.read(file);
            files.put(file, entries);
            broken.remove(file);
            if (!entries.equals(lastGood)) {
                LOG.log(System.Logger.Level.INFO, "{0}: {1} members", file, entries.size());
            }
        } catch (NoSuchFileException e) {
            broken.remove(file);
            LOG.log(System.Logger.Level.INFO, "{0} is gone", file);
        } catch (IOException e) {
            String then = lastGood == null ? "it is ignored" : "the last good one stays in force";
            String problem = file + " " + reason(e) + "; " + then;
            // One change can be seen several times.
            if (!problem.equals(broken.put(file, problem))) {
                LOG.log(System.Logger.Level.WARNING, "{0}", problem);
            }
            if (lastGood != null) {
                files.put(file, lastGood);
            }
        }
    }

    private static String reason(IOException cause) {
        return cause instanceof FileSystemException
                ? "cannot be read: "
                        + (cause instanceof AccessDeniedException
                                ? "permission denied"
                                : String.valueOf(cause.getMessage()))
                : String.valueOf(cause.getMessage());
    }

    private void publish() {
        List<String> doubles = new ArrayList<>();
        Map<String, GroupFile.Entry> entries = new LinkedHashMap<>();
        files.forEach((file, list) -> {
            for (GroupFile.Entry entry : list) {
                GroupFile.Entry first = entries.putIfAbsent(entry.instance(), entry);
                if (first != null) {
                    doubles.add(file + ": " + entry.instance() + " is a member of group " + first.group()
                            + " already; this entry is ignored");
                }
            }
        });
        for (String text : doubles) {
            if (!doublesTold.contains(text)) {
                LOG.log(System.Logger.Level.WARNING, "{0}", text);
            }
        }
        doublesTold = Set.copyOf(doubles);
        complain(doubles);
        reader.accept(entries);
    }
}
