package org.servergroup.agent.internal.operator;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.util.promise.Promise;
import org.servergroup.Member;
import org.servergroup.ServerGroup;
import org.servergroup.spi.LogControl;

/**
 * The commands of the scope {@code sg}, for Gogo and for whoever calls them by the same properties. Each returns text that
 * ends with a newline: for people, or JSON if {@code --json} is among the words. Mistakes are
 * {@link IllegalArgumentException}s.
 */
@Component(
        name = "org.servergroup.agent.commands",
        service = Commands.class,
        property = {
            "osgi.command.scope=sg",
            "osgi.command.function=status",
            "osgi.command.function=links",
            "osgi.command.function=peers",
            "osgi.command.function=counters",
            "osgi.command.function=doctor",
            "osgi.command.function=broadcast",
            "osgi.command.function=group",
            "osgi.command.function=loglevel"
        })
public final class Commands {
    private static final long GROUP_PATIENCE_MILLIS = 30_000;

    private final Operated agent;
    private final ServerGroup serverGroup;
    private final Doctor doctor = new Doctor();

    @Reference(name = "log_control", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable LogControl logControl;

    /** The commands of an agent. */
    @Activate
    public Commands(@Reference(name = "agent") Operated agent, @Reference(name = "group") ServerGroup serverGroup) {
        this.agent = agent;
        this.serverGroup = serverGroup;
    }

    /** {@code sg:status [--json]}. The agent in short. */
    public String status(String... words) {
        Arguments arguments = Arguments.of("status", words, 0, 0);
        Snapshot snapshot = agent.snapshot();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("link", snapshot.link().up() ? "up" : "down");
        status.put("channel", snapshot.link().channel());
        status.put("reason", snapshot.link().reason());
        status.put("listening", snapshot.listening());
        status.put("not_listening", snapshot.notListening());
        status.put("queue", snapshot.queue());
        status.put("peers", snapshot.apps().size());
        status.put("dropped", snapshot.dropped());
        status.put(
                "findings",
                doctor.findings(snapshot).stream().filter(Finding::matters).count());
        return arguments.render(status);
    }

    /** {@code sg:links [--json]}. The transports to the host, the best first. */
    public String links(String... words) {
        return Arguments.of("links", words, 0, 0).render(agent.snapshot().ways());
    }

    /** {@code sg:peers [--json]}. The local applications that the agent knows. */
    public String peers(String... words) {
        return Arguments.of("peers", words, 0, 0).render(agent.snapshot().apps());
    }

    /** {@code sg:counters [--json]}. What went through, and what was dropped. */
    public String counters(String... words) {
        Arguments arguments = Arguments.of("counters", words, 0, 0);
        Snapshot snapshot = agent.snapshot();
        Map<String, Map<String, Snapshot.Count>> dropped = new LinkedHashMap<>();
        dropped.put("to_host", new LinkedHashMap<>());
        dropped.put("to_apps", new LinkedHashMap<>());
        for (Snapshot.Drop drop : snapshot.drops()) {
            dropped.computeIfAbsent(drop.direction(), way -> new LinkedHashMap<>())
                    .put(drop.reason(), new Snapshot.Count(drop.messages(), drop.bytes()));
        }
        Map<String, Object> counters = new LinkedHashMap<>();
        counters.put("messages", snapshot.counts());
        counters.put("dropped", dropped);
        return arguments.render(counters);
    }

    /** {@code sg:doctor [--json]}. Why nothing arrives. */
    public String doctor(String... words) {
        Arguments arguments = Arguments.of("doctor", words, 0, 0);
        List<Finding> findings = doctor.findings(agent.snapshot());
        boolean healthy = Diagnosis.healthy(findings);
        if (arguments.json()) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("healthy", healthy);
            report.put("findings", findings);
            return arguments.render(report);
        }
        StringBuilder text = new StringBuilder(healthy ? "healthy\n" : "not healthy\n");
        for (Finding finding : findings) {
            text.append(Tree.cell(finding.severity() + ": " + finding.subject() + ": " + finding.text()))
                    .append('\n');
            if (!finding.advice().isEmpty()) {
                text.append("  -> ").append(Tree.cell(finding.advice())).append('\n');
            }
        }
        return text.toString();
    }

    /** {@code sg:broadcast TEXT [--json]}. Sends a text to the other members of the group. */
    public String broadcast(String... words) throws IOException {
        Arguments arguments = Arguments.of("broadcast", words, 1, Integer.MAX_VALUE);
        serverGroup.broadcast(String.join(" ", arguments.operands()));
        return arguments.render(Map.of("broadcast", "accepted"));
    }

    /** {@code sg:group [--json]}. Asks the host for the members of the group. */
    public String group(String... words) throws IOException, InterruptedException {
        Arguments arguments = Arguments.of("group", words, 0, 0);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Member member : members()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("instance", member.instanceName());
            row.put("name", member.displayName());
            row.put("hostname", member.hostname());
            row.put("state", member.state());
            row.put("id", member.instanceId());
            rows.add(row);
        }
        return arguments.render(rows);
    }

    private List<Member> members() throws IOException, InterruptedException {
        Promise<List<Member>> promise = serverGroup.status().timeout(GROUP_PATIENCE_MILLIS);
        try {
            return promise.getValue();
        } catch (InvocationTargetException e) {
            throw new IOException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        }
    }

    /** {@code sg:loglevel [error|warning|info|debug|trace|off] [--json]}. Tells or sets how much is logged. */
    public String loglevel(String... words) {
        Arguments arguments = Arguments.of("loglevel", words, 0, 1);
        LogControl control = logControl;
        if (control == null) {
            control = new PlatformLog();
        }
        if (!arguments.operands().isEmpty()) {
            control.threshold(level(arguments.operands().get(0)));
        }
        String level = control.threshold().getName().toLowerCase(Locale.ROOT);
        return arguments.render(Map.of("level", level));
    }

    private static System.Logger.Level level(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (System.Logger.Level level : System.Logger.Level.values()) {
            if (level.getName().equals(upper) || (upper.equals("WARN") && level == System.Logger.Level.WARNING)) {
                return level;
            }
        }
        throw new IllegalArgumentException("there is no level " + name + ": error, warning, info, debug, trace or off");
    }
}
