package org.servergroup.agent.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.servergroup.agent.internal.operator.Operated;
import org.servergroup.agent.internal.operator.Snapshot;
import org.servergroup.spi.Complaint;
import org.servergroup.spi.Complaints;
import org.servergroup.spi.FailureListener;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.LocalTransport;

/** Wires the agent to its transports and its configuration. */
@Component(
        name = AgentComponent.PID,
        service = {AgentComponent.class, Operated.class},
        immediate = true)
@Designate(ocd = Config.class)
public final class AgentComponent implements Operated {
    static final String PID = "org.servergroup.agent";

    private static final System.Logger LOG = System.getLogger(PID);

    private final List<FailureListener> failureListeners = new CopyOnWriteArrayList<>();
    private final Agent agent;
    private volatile List<String> refused = List.of();

    @Reference(name = "complaints", policy = ReferencePolicy.DYNAMIC)
    private volatile List<Complaints> complaints = List.of();

    /** Takes the configuration; starts nothing. */
    @Activate
    public AgentComponent(Config config) {
        agent = new Agent(settings(Settings.DEFAULT, config), this::failed, new Random());
    }

    @Activate
    void start() {
        agent.start();
    }

    @Modified
    void modified(Config config) {
        agent.settings(settings(agent.settings(), config));
    }

    @Deactivate
    void stop() {
        agent.close();
    }

    Agent agent() {
        return agent;
    }

    @Override
    public Snapshot snapshot() {
        return Snapshots.of(agent, refused, complaints());
    }

    private List<Complaint> complaints() {
        List<Complaint> standing = new ArrayList<>();
        for (Complaints each : complaints) {
            try {
                standing.addAll(each.standing());
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "somebody could not tell what is wrong", e);
            }
        }
        return standing;
    }

    private Settings settings(Settings present, Config config) {
        List<String> problems = new ArrayList<>();
        Settings settings = present.with(config, problems::add);
        problems.forEach(what -> LOG.log(Level.WARNING, "configuration of " + PID + ": " + what));
        refused = List.copyOf(problems);
        return settings;
    }

    // Dynamic references are methods, because Felix SCR knows none in constructors.

    @Reference(
            name = "host_transport",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updatedHostTransport")
    void addHostTransport(HostTransport transport, Map<String, Object> properties) {
        Object name = properties.get(HostTransport.NAME);
        String named = name instanceof String text ? text : transport.getClass().getSimpleName();
        agent.addHostTransport(transport, named, id(properties), ranking(properties));
    }

    void updatedHostTransport(HostTransport transport, Map<String, Object> properties) {
        agent.rankHostTransport(id(properties), ranking(properties));
    }

    void removeHostTransport(HostTransport transport, Map<String, Object> properties) {
        agent.removeHostTransport(id(properties));
    }

    @Reference(
            name = "local_transport",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updatedLocalTransport")
    void addLocalTransport(LocalTransport transport) {
        agent.addLocalTransport(transport);
    }

    void updatedLocalTransport(LocalTransport transport) {
        agent.localAddressChanged(transport);
    }

    void removeLocalTransport(LocalTransport transport) {
        agent.removeLocalTransport(transport);
    }

    @Reference(name = "failure_listener", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFailureListener(FailureListener listener) {
        failureListeners.add(listener);
    }

    void removeFailureListener(FailureListener listener) {
        failureListeners.remove(listener);
    }

    private void failed(IOException cause) {
        for (FailureListener listener : failureListeners) {
            try {
                listener.failed(PID, cause);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a failure listener threw", e);
            }
        }
    }

    private static long id(Map<String, Object> properties) {
        return properties.get("service.id") instanceof Long id ? id : 0;
    }

    private static int ranking(Map<String, Object> properties) {
        return properties.get("service.ranking") instanceof Integer ranking ? ranking : 0;
    }
}
