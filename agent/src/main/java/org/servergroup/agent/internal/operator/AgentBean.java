package org.servergroup.agent.internal.operator;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** The snapshot, for JMX. */
final class AgentBean implements AgentMXBean {
    private static final String NAME = "org.servergroup:type=Agent";

    private final Operated agent;
    private final Doctor doctor = new Doctor();

    private AgentBean(Operated agent) {
        this.agent = agent;
    }

    /** Registers it; returns how to take it away again. */
    static AutoCloseable register(Operated agent) throws JMException {
        ObjectName name = new ObjectName(NAME);
        StandardMBean bean = new StandardMBean(new AgentBean(agent), AgentMXBean.class, true);
        ManagementFactory.getPlatformMBeanServer().registerMBean(bean, name);
        return () -> ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    }

    @Override
    public boolean isLinkUp() {
        return agent.snapshot().link().up();
    }

    @Override
    public String getLinkReason() {
        return agent.snapshot().link().reason();
    }

    @Override
    public String[] getListening() {
        return agent.snapshot().listening().toArray(String[]::new);
    }

    @Override
    public int getQueuedMessages() {
        return agent.snapshot().queue().messages();
    }

    @Override
    public long getQueuedBytes() {
        return agent.snapshot().queue().bytes();
    }

    @Override
    public int getPeers() {
        return agent.snapshot().apps().size();
    }

    @Override
    public Map<String, Long> getMessages() {
        return counts(Snapshot.Count::messages);
    }

    @Override
    public Map<String, Long> getBytes() {
        return counts(Snapshot.Count::bytes);
    }

    private Map<String, Long> counts(ToLongFunction<Snapshot.Count> what) {
        Map<String, Long> counts = new TreeMap<>();
        agent.snapshot().counts().forEach((place, count) -> counts.put(place, what.applyAsLong(count)));
        return counts;
    }

    @Override
    public Map<String, Long> getDropped() {
        Map<String, Long> dropped = new TreeMap<>();
        agent.snapshot().drops().forEach(drop -> dropped.put(drop.direction() + "." + drop.reason(), drop.messages()));
        return dropped;
    }

    @Override
    public String[] getFindings() {
        return doctor.findings(agent.snapshot()).stream()
                .map(finding -> finding.severity() + ": " + finding.line())
                .toArray(String[]::new);
    }
}
