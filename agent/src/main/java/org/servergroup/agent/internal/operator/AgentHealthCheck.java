package org.servergroup.agent.internal.operator;

import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The findings as a health check of Felix; nobody loads this class where there are none. */
@Component(
        name = "org.servergroup.agent.health",
        service = HealthCheck.class,
        property = {"hc.name=Server Group Messaging agent", "hc.tags=servergroup"})
public final class AgentHealthCheck implements HealthCheck {
    private final Operated agent;
    private final Doctor doctor = new Doctor();

    /** The check of an agent. */
    @Activate
    public AgentHealthCheck(@Reference(name = "agent") Operated agent) {
        this.agent = agent;
    }

    @Override
    public Result execute() {
        List<Finding> findings = doctor.findings(agent.snapshot());
        ResultLog log = new ResultLog();
        if (Diagnosis.healthy(findings)) {
            log.add(new ResultLog.Entry(Result.Status.OK, "messages get through"));
        }
        for (Finding finding : findings) {
            log.add(new ResultLog.Entry(status(finding), finding.line()));
        }
        return new Result(log);
    }

    private static Result.Status status(Finding finding) {
        return switch (finding.severity()) {
            case "error" -> Result.Status.CRITICAL;
            case "warning" -> Result.Status.WARN;
            default -> Result.Status.OK;
        };
    }
}
