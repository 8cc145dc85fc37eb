package org.servergroup.agent.internal.operator;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Shows the counters to other programs, where the configuration asks for it. */
@Component(
        name = MetricsComponent.PID,
        service = {},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MetricsComponent.Config.class)
public final class MetricsComponent {
    /** Its configuration and its name. */
    static final String PID = "org.servergroup.agent.metrics";

    private static final System.Logger LOG = System.getLogger("org.servergroup.agent");
    private static final int MAX_PORT = 65535;

    private final Operated agent;
    private final Config config;
    private final Doctor doctor = new Doctor();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** What may be configured. */
    @ObjectClassDefinition(
            name = "Server Group Messaging: metrics",
            description = "The agent's counters for other programs; nothing of it is on by default.")
    @interface Config {
        @AttributeDefinition(description = "Whether there is an MXBean, org.servergroup:type=Agent")
        boolean jmx() default false;

        @AttributeDefinition(description = "Path of a UNIX socket that serves Prometheus text; none if empty")
        String prometheus__socket() default "";

        @AttributeDefinition(description = "Port on the loopback interface that serves Prometheus text; 0 for none")
        int prometheus__port() default 0;
    }

    /** Takes the configuration; starts nothing. */
    @Activate
    public MetricsComponent(@Reference(name = "agent") Operated agent, Config config) {
        if (config.prometheus__port() < 0 || config.prometheus__port() > MAX_PORT) {
            throw new IllegalArgumentException(
                    PID + ": prometheus_port must be from 0 to " + MAX_PORT + ", not " + config.prometheus__port());
        }
        this.agent = agent;
        this.config = config;
    }

    /** A part that cannot be offered leaves the others, and the agent, alone. */
    @Activate
    void start() {
        if (!config.prometheus__socket().isEmpty()) {
            Path path = Path.of(config.prometheus__socket());
            offer("metrics at " + path, () -> MetricsServer.onPath(path, this::metrics));
        }
        if (config.prometheus__port() > 0) {
            int port = config.prometheus__port();
            offer("metrics at loopback port " + port, () -> MetricsServer.onPort(port, this::metrics));
        }
        if (config.jmx()) {
            offer("metrics in JMX", () -> AgentBean.register(agent));
        }
    }

    private String metrics() {
        Snapshot snapshot = agent.snapshot();
        return Metrics.of(snapshot, doctor.findings(snapshot));
    }

    private interface Part {
        AutoCloseable open() throws Exception;
    }

    private void offer(String what, Part part) {
        try {
            open.push(part.open());
            LOG.log(Level.INFO, what);
        } catch (IOException | NoClassDefFoundError e) { // the latter where the runtime has no java.management
            LOG.log(Level.WARNING, "no " + what + ": " + e.getMessage());
        } catch (Exception e) {
            LOG.log(Level.WARNING, "no " + what + ": " + e);
        }
    }

    @Deactivate
    void stop() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.log(Level.DEBUG, "closing metrics", e);
            }
        }
        open.clear();
    }
}
