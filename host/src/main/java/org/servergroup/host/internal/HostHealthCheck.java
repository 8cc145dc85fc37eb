package org.servergroup.host.internal;

import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The doctor's findings as a health check of Felix; nobody loads this class where there are none. */
@Component(
        name = "org.servergroup.host.health",
        service = HealthCheck.class,
        property = {"hc.name=Server Group Messaging host side", "hc.tags=servergroup"})
public final class HostHealthCheck implements HealthCheck {
    private final Operated host;

    /** The check of a host side. */
    @Activate
    public HostHealthCheck(@Reference(name = "host") Operated host) {
        this.host = host;
    }

    @Override
    public Result execute() {
        ResultLog log = new ResultLog();
        List<Snapshot.Finding> findings = host.findings();
        for (Snapshot.Finding finding : findings) {
            Result.Status status =
                    finding.severity().equals(Snapshot.Finding.ERROR) ? Result.Status.CRITICAL : Result.Status.WARN;
            log.add(new ResultLog.Entry(status, finding.line()));
        }
        if (findings.isEmpty()) {
            log.add(new ResultLog.Entry(Result.Status.OK, "all guests are connected"));
        }
        return new Result(log);
    }
}
