package org.servergroup.itest.consumer;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.servergroup.ServerGroup;

/** A component with a mandatory static reference: were the server group to go, or to be replaced, it would end. */
@Component(service = Consumer.class, immediate = true)
public final class Consumer {
    private final ServerGroup group;
    private volatile boolean ended;

    /** Called by the framework. */
    @Activate
    public Consumer(@Reference ServerGroup group) {
        this.group = group;
    }

    /** What it was given. */
    public ServerGroup group() {
        return group;
    }

    /** Whether the framework has ended it. */
    public boolean ended() {
        return ended;
    }

    /** Called by the framework. */
    @Deactivate
    void end() {
        ended = true;
    }
}
