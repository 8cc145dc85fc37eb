package org.servergroup.host.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.spi.Complaint;
import org.servergroup.spi.Complaints;
import org.servergroup.spi.LocalTransport;

/** Runs the host side as configured, with the group directory that the configuration names. */
@Component(name = "org.servergroup.host", immediate = true, service = Operated.class)
@Designate(ocd = HostConfig.class)
public final class HostComponent implements Operated {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");

    private final Map<String, GroupDirectory> directories = new HashMap<>();
    private volatile String refused = "";
    private volatile String noDirectory = "";

    @Reference(name = "complaints", policy = ReferencePolicy.DYNAMIC)
    private volatile List<Complaints> complaints = List.of();

    private @Nullable LocalTransport transport;
    private @Nullable Settings settings;
    private @Nullable Host host;
    private @Nullable GroupDirectory used;

    /** A directory has come. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addDirectory(GroupDirectory directory, Map<String, Object> properties) {
        directories.put(name(properties), directory);
        choose();
    }

    /** A directory has gone. */
    synchronized void removeDirectory(GroupDirectory directory, Map<String, Object> properties) {
        directories.remove(name(properties), directory);
        choose();
    }

    /** A transport for other applications on the host has come; one will do. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    synchronized void setTransport(LocalTransport comes) {
        transport = comes;
        if (host != null) {
            host.use(comes);
        }
    }

    /** It has gone. */
    synchronized void unsetTransport(LocalTransport goes) {
        if (transport == goes) {
            transport = null;
            if (host != null) {
                host.use((LocalTransport) null);
            }
        }
    }

    /** Starts. */
    @Activate
    synchronized void start(HostConfig config) throws IOException {
        settings = HostConfig.Reader.read(config);
        open(settings);
    }

    /** Takes a new configuration, or refuses it and goes on with the last good one. */
    @Modified
    synchronized void modified(HostConfig config) throws IOException {
        Settings next;
        try {
            next = HostConfig.Reader.read(config);
            refused = "";
        } catch (IllegalArgumentException e) {
            refused = String.valueOf(e.getMessage());
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the new configuration is refused, the last one stays in force: {0}",
                    e.getMessage());
            return;
        }
        if (host != null && settings != null && !next.equals(settings)) {
            host.configure(settings, next);
            settings = next;
            choose();
            LOG.log(System.Logger.Level.INFO, "the new configuration is in force");
        }
    }

    @Override
    public List<Snapshot.Finding> findings() {
        Host asked;
        synchronized (this) {
            asked = host;
        }
        return asked == null ? List.of(Snapshot.Finding.error("relay", "does not run", "")) : asked.findings();
    }

    /** What nobody sees who looks at the relay. */
    private List<Snapshot.Finding> elsewhere() {
        List<Snapshot.Finding> all = new ArrayList<>();
        if (!refused.isEmpty()) {
            all.add(Snapshot.Finding.warning(
                    "configuration",
                    "refused, the last one stays in force: " + refused,
                    "correct it in conf/org.servergroup.host.cfg"));
        }
        if (!noDirectory.isEmpty()) {
            all.add(Snapshot.Finding.error(
                    "groups",
                    noDirectory,
                    "directory in conf/org.servergroup.host.cfg is auto, file, libvirt, or what another bundle in"
                            + " bundles/host brings"));
        }
        for (Complaints each : complaints) {
            try {
                each.standing().forEach(complaint -> all.add(finding(complaint)));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "somebody could not tell what is wrong", e);
            }
        }
        return all;
    }

    private static Snapshot.Finding finding(Complaint complaint) {
        return Snapshot.Finding.warning(complaint.subject(), complaint.text(), complaint.advice());
    }

    /** Ends. */
    @Deactivate
    synchronized void stop() {
        close();
        settings = null;
    }

    private void open(Settings with) throws IOException {
        Host opened = new Host(with);
        opened.alsoAsk(this::elsewhere);
        opened.start();
        host = opened;
        if (transport != null) {
            opened.use(transport);
        }
        choose();
    }

    private void close() {
        if (host != null) {
            host.stop();
        }
        host = null;
        used = null;
    }

    private void choose() {
        if (host == null || settings == null) {
            return;
        }
        GroupDirectory chosen = directories.get(settings.directory());
        noDirectory = chosen != null
                ? ""
                : "there is no group directory " + settings.directory()
                        + ": who is in which group stays as it was last known";
        if (chosen == used) {
            return;
        }
        used = chosen;
        if (chosen == null) {
            LOG.log(System.Logger.Level.INFO, "there is no group directory {0} now", settings.directory());
        } else {
            LOG.log(System.Logger.Level.INFO, "groups come from the directory {0}", settings.directory());
        }
        host.use(chosen);
    }

    private static String name(Map<String, Object> properties) {
        return String.valueOf(properties.get(GroupDirectory.NAME));
    }
}
