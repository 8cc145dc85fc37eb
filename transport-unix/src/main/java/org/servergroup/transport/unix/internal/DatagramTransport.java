package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.servergroup.protocol.Limits;
import org.servergroup.spi.LocalTransport;

/** The local channel: datagram sockets in the abstract namespace (PROTOCOL.md section 3). */
@Component(name = DatagramTransport.PID)
@Designate(ocd = DatagramTransport.Config.class)
public final class DatagramTransport implements LocalTransport {
    /** Its configuration and its name. */
    static final String PID = "org.servergroup.transport.unix";

    private final DatagramSettings settings;
    private final Set<DatagramChannel> channels = ConcurrentHashMap.newKeySet();

    /** What may be configured. */
    @SuppressWarnings("MemberName") // two low lines are how a property's low line is written here
    @ObjectClassDefinition(name = "Local channel: UNIX datagram sockets")
    @interface Config {
        @AttributeDefinition(description = "The abstract name that the agent is bound to, 1 to 107 bytes.")
        String address() default Limits.AGENT_ADDRESS;

        @AttributeDefinition(
                description = "What all abstract names start with, unseen: for several guests on one machine.")
        String namespace() default "";

        @AttributeDefinition(
                description = "The longest datagram that is taken from a peer, in bytes.",
                min = "1024",
                max = "4194304")
        int max__datagram__bytes() default Limits.MAX_DATAGRAM_BYTES;

        @AttributeDefinition(
                description = "How much waits for a peer that does not read, in bytes.",
                min = "1024",
                max = "67108864")
        int peer__queue__bytes() default DatagramSettings.PEER_QUEUE_BYTES;

        @AttributeDefinition(
                description = "How much the kernel is to hold of what peers have not read, in bytes.",
                min = "4096",
                max = "268435456")
        int send__buffer__bytes() default DatagramSettings.SEND_BUFFER_BYTES;

        @AttributeDefinition(
                description = "How many peers are remembered, and for how many something may wait.",
                min = "1",
                max = "65536")
        int peers__max() default DatagramSettings.PEERS_MAX;

        @AttributeDefinition(description = "Whose datagrams are taken, by user number; everybody's if empty.")
        int[] allowed__uids() default {};
    }

    /** As configured. */
    @Activate
    public DatagramTransport(Config config) {
        this(new DatagramSettings(
                config.address(),
                new Namespace(config.namespace()),
                config.max__datagram__bytes(),
                config.peer__queue__bytes(),
                config.send__buffer__bytes(),
                config.peers__max(),
                new AllowedUsers(config.allowed__uids())));
    }

    /** With the defaults, for {@link java.util.ServiceLoader}. */
    public DatagramTransport() {
        this(DatagramSettings.DEFAULT);
    }

    DatagramTransport(DatagramSettings settings) {
        this.settings = settings;
    }

    @Override
    public String address() {
        return settings.address();
    }

    @Override
    public Channel open(String address, Receiver receiver) throws IOException {
        channels.removeIf(DatagramChannel::isClosed);
        DatagramChannel channel = DatagramChannel.open(address, settings, receiver);
        channels.add(channel);
        return channel;
    }

    /** Closes what has not been closed. */
    @Deactivate
    void stop() {
        for (DatagramChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }
}
