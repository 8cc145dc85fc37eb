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
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.EventTypes;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.MachineState;
import org.servergroup.host.spi.Server;
import org.servergroup.spi.Complaint;

/** The groups of a folder's files, followed as they change. A file that breaks counts as it last was. Thread-safe. */
final class GroupFiles implements GroupDirectory.Watch, FolderWatch.Listener {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");
    private static final String SUFFIX = ".json";

    private final GroupDirectory.Receiver receiver;
    private final FolderWatch watch;

    // Used by the watch's thread alone.
    private final Map<Path, List<GroupFile.Entry>> files = new TreeMap<>();
    private final Map<Path, String> broken = new TreeMap<>();
    private final Path folder;
    private String absent;
    private Set<String> doublesTold = Set.of();

    // What an operator is to know, whoever asks.
    private volatile List<Complaint> complaints = List.of();
    private volatile boolean closed;

    // Guarded by this. The receiver is told without it: it may block, and the relay's thread comes by here.
    private final Outbox outbox = new Outbox();
    private Map<String, GroupFile.Entry> entries = Map.of();
    private final Map<String, Sighting> sightings = new LinkedHashMap<>();
    private final Map<String, Server> told = new LinkedHashMap<>();
    private boolean listed;

    GroupFiles(Path folder, GroupDirectory.Receiver receiver) throws IOException {
        this.receiver = receiver;
        this.folder = folder;
        this.absent = folder + " is not there";
        this.watch = new FolderWatch("servergroup-host-groups", List.of(folder), this);
    }

    void start() {
        if (!Files.isDirectory(folder)) {
            complain(List.of());
        }
        watch.start();
    }

    @Override
    public void close() {
        watch.stop();
        closed = true;
    }

    /** What is wrong with the files; nothing once they are not followed any more. */
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
        Map<String, GroupFile.Entry> next = new LinkedHashMap<>();
        files.forEach((file, list) -> {
            for (GroupFile.Entry entry : list) {
                GroupFile.Entry first = next.putIfAbsent(entry.instance(), entry);
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
        synchronized (this) {
            entries = next;
            for (String instance : new ArrayList<>(told.keySet())) {
                if (!next.containsKey(instance)) {
                    told.remove(instance);
                    outbox.put(() -> receiver.removed(instance, List.of(EventTypes.DELETED)));
                }
            }
            for (GroupFile.Entry entry : next.values()) {
                tell(entry, !listed);
            }
            if (!listed) {
                listed = true;
                outbox.put(receiver::listed);
            }
        }
        outbox.run();
    }

    @Override
    public void channel(String instance, ChannelState channel, boolean initially) {
        synchronized (this) {
            sightings.merge(instance, Sighting.NONE.with(channel), (before, ignored) -> before.with(channel));
            tell(instance, initially);
            if (channel == ChannelState.REMOVED) {
                sightings.remove(instance);
            }
        }
        outbox.run();
    }

    @Override
    public void machine(String instance, MachineState machine, boolean initially) {
        synchronized (this) {
            sightings.computeIfPresent(instance, (name, before) -> before.with(machine));
            tell(instance, initially);
        }
        outbox.run();
    }

    @Override
    public void reset(String instance) {
        synchronized (this) {
            Server server = told.get(instance);
            if (server != null) {
                outbox.put(() -> receiver.changed(server, List.of(EventTypes.REBOOTED)));
            }
        }
        outbox.run();
    }

    private void tell(String instance, boolean silently) {
        GroupFile.Entry entry = entries.get(instance);
        if (entry != null) {
            tell(entry, silently);
        }
    }

    private void tell(GroupFile.Entry entry, boolean silently) {
        Server server =
                entry.in(sightings.getOrDefault(entry.instance(), Sighting.NONE).state());
        Server before = told.put(entry.instance(), server);
        if (Objects.equals(server, before)) {
            return;
        }
        List<String> events = silently ? List.of() : events(before, server);
        outbox.put(() -> receiver.changed(server, events));
    }

    private static List<String> events(@Nullable Server before, Server server) {
        if (before == null || !before.group().equals(server.group())) {
            return List.of(EventTypes.CREATED);
        }
        List<String> events = Presence.events(before.state(), server.state());
        return events.isEmpty() ? List.of(EventTypes.UPDATED) : events;
    }
}
