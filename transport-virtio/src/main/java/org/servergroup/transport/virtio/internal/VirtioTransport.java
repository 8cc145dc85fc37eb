package org.servergroup.transport.virtio.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.servergroup.channel.LineChannel;
import org.servergroup.channel.LineSettings;
import org.servergroup.spi.HostTransport;

/** The host behind a virtio-serial port (PROTOCOL.md section 2). */
@Component(name = VirtioTransport.PID, property = HostTransport.NAME + "=virtio")
@Designate(ocd = VirtioTransport.Config.class)
public final class VirtioTransport implements HostTransport {
    /** Its configuration and its name. */
    static final String PID = "org.servergroup.transport.virtio";

    private final Path device;
    private final LineSettings settings;
    private final Set<LineChannel> channels = ConcurrentHashMap.newKeySet();

    /** What may be configured. */
    @SuppressWarnings("MemberName") // two low lines are how a property's low line is written here
    @ObjectClassDefinition(name = "Host transport: virtio-serial port")
    @interface Config {
        @AttributeDefinition(description = "The character device of the port.", min = "1")
        String device() default "/dev/virtio-ports/cgcs.messaging";

        @AttributeDefinition(description = "The longest frame, either way, in bytes.", min = "1024", max = "67108864")
        int max__frame__bytes() default 256 * 1024;

        @AttributeDefinition(
                description = "How much waits for the host before senders have to wait, in bytes.",
                min = "1024",
                max = "67108864")
        int write__buffer__bytes() default 64 * 1024;
    }

    /** As configured. */
    @Activate
    public VirtioTransport(Config config) {
        this(Path.of(config.device()), new LineSettings(config.max__frame__bytes(), config.write__buffer__bytes()));
    }

    VirtioTransport(Path device, LineSettings settings) {
        if (device.toString().isEmpty()) {
            throw new IllegalArgumentException(PID + ": device must not be empty");
        }
        this.device = device;
        this.settings = settings;
    }

    @Override
    public String target() {
        return device.toString();
    }

    @Override
    public Channel open(Receiver receiver) throws IOException {
        channels.removeIf(LineChannel::isClosed);
        LineChannel channel = LineChannel.open("host-port", new PortWire(Device.open(device)), settings, receiver);
        channels.add(channel);
        return channel;
    }

    /** Closes what the agent has not closed. */
    @Deactivate
    void stop() {
        for (LineChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }
}
