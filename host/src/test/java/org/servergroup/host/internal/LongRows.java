package org.servergroup.host.internal;

import java.util.List;
import java.util.Map;
import org.servergroup.host.spi.ChannelState;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.host.spi.Server;

/** Everybody is in one group, with more metadata than legacy applications take. */
final class LongRows implements GroupDirectory {
    @Override
    public Watch open(Receiver receiver) {
        receiver.listed();
        return new Watch() {
            @Override
            public void channel(String instance, ChannelState state, boolean initially) {
                Map<String, String> fields = Map.of("metadata", "{\"long\":\"" + "m".repeat(5000) + "\"}");
                receiver.changed(new Server(instance, "long", "active", fields), List.of());
            }

            @Override
            public void close() {}
        };
    }
}
