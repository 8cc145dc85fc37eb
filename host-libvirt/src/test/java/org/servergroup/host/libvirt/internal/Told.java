package org.servergroup.host.libvirt.internal;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.Server;

/** What a directory tells, a line each. */
final class Told implements GroupDirectory.Receiver {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    public void changed(Server server, List<String> eventTypes) {
        lines.add(server.group() + " " + server.instance() + " " + server.state() + " " + eventTypes);
    }

    @Override
    public void removed(String instance, List<String> eventTypes) {
        lines.add("- " + instance + " " + eventTypes);
    }

    @Override
    public void listed() {
        lines.add("listed");
    }
}
