package org.servergroup.launcher;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.servergroup.spi.Complaint;
import org.servergroup.spi.Complaints;

/**
 * The components that refused to start, nearly always because of their configuration. The component runtime itself would
 * write a stack trace to stderr, and is therefore kept silent.
 */
final class FailedComponents implements ServiceListener, Complaints {
    private static final System.Logger LOG = System.getLogger("org.servergroup.launcher");
    private static final String CAUSE = "Caused by: ";

    private final ServiceComponentRuntime runtime;
    private volatile Set<String> told = Set.of();

    FailedComponents(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** Why they failed, by name. */
    Map<String, String> now() {
        Map<String, String> failed = new TreeMap<>();
        for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
            for (ComponentConfigurationDTO each : runtime.getComponentConfigurationDTOs(description)) {
                if (each.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    failed.put(description.name, reason(each.failure));
                }
            }
        }
        return failed;
    }

    /** Logs from now on what fails, and complains of it. */
    void watch(BundleContext context) {
        context.registerService(Complaints.class, this, null);
        try {
            context.addServiceListener(
                    this, "(" + Constants.OBJECTCLASS + "=" + ServiceComponentRuntime.class.getName() + ")");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("a filter of our own", e);
        }
    }

    /** The runtime changes its service's properties when components have changed. */
    @Override
    public synchronized void serviceChanged(ServiceEvent event) {
        if (event.getType() == ServiceEvent.MODIFIED) {
            Set<String> lines = new TreeSet<>();
            now().forEach((name, reason) -> lines.add(name + " did not start: " + reason));
            for (String line : lines) {
                if (!told.contains(line)) {
                    LOG.log(System.Logger.Level.ERROR, line);
                }
            }
            told = lines;
        }
    }

    /** As the runtime last told: asking it could mean to wait for it. */
    @Override
    public List<Complaint> standing() {
        return told.stream()
                .map(line -> new Complaint("component", line, "correct its configuration, or exchange its bundle"))
                .toList();
    }

    /** The message of the deepest cause in a printed stack trace; some repeat that of a cause that they do not have. */
    static String reason(String trace) {
        String last = trace.lines().findFirst().orElse("failed");
        for (String line : trace.lines().toList()) {
            last = line.startsWith(CAUSE) ? line.substring(CAUSE.length()) : last;
        }
        return last.replaceFirst("^([\\w.$]+(Exception|Error): )+", "");
    }
}
