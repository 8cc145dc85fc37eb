package org.servergroup.transport.unix.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.servergroup.channel.LineChannel;
import org.servergroup.channel.LineSettings;
import org.servergroup.channel.Wire;
import org.servergroup.posix.Errno;
import org.servergroup.posix.PosixException;
import org.servergroup.posix.StreamSocket;
import org.servergroup.spi.HostTransport;

/** The host at the other end of a UNIX stream socket, which either side may listen on. */
@Component(
        name = StreamTransport.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = HostTransport.NAME + "=unix-stream")
@Designate(ocd = StreamTransport.Config.class)
public final class StreamTransport implements HostTransport {
    /** Its configuration and its name. */
    static final String PID = "org.servergroup.transport.unix.stream";

    private final Path path;
    private final boolean listen;
    private final LineSettings settings;
    private final Set<LineChannel> channels = ConcurrentHashMap.newKeySet();

    /** What may be configured. */
    @SuppressWarnings("MemberName") // two low lines are how a property's low line is written here
    @ObjectClassDefinition(name = "Host transport: UNIX stream socket")
    @interface Config {
        @AttributeDefinition(description = "The socket's file, 1 to 107 bytes.")
        String path();

        @AttributeDefinition(description = "Listen there, instead of connecting.")
        boolean listen() default false;

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
    public StreamTransport(Config config) {
        this(
                path(config.path()),
                config.listen(),
                new LineSettings(config.max__frame__bytes(), config.write__buffer__bytes()));
    }

    StreamTransport(Path path, boolean listen, LineSettings settings) {
        if (path.toString().isEmpty()) {
            throw new IllegalArgumentException(PID + ": path must be set");
        }
        this.path = path;
        this.listen = listen;
        this.settings = settings;
    }

    /** A property without a default is null where it is not set. */
    private static Path path(@Nullable String configured) {
        return Path.of(configured == null ? "" : configured);
    }

    @Override
    public String target() {
        return path + (listen ? " (listening)" : "");
    }

    @Override
    public Channel open(Receiver receiver) throws IOException {
        channels.removeIf(LineChannel::isClosed);
        LineChannel channel = LineChannel.open("host-stream", wire(), settings, receiver);
        channels.add(channel);
        return channel;
    }

    private Wire wire() throws IOException {
        if (listen) {
            return new ListeningWire(SocketFile.listen(path));
        }
        try {
            return new ConnectingWire(StreamSocket.connect(path.toString()));
        } catch (PosixException e) {
            throw new IOException("connect " + path + ": " + advice(e), e);
        }
    }

    private static String advice(PosixException cause) {
        return switch (cause.number()) {
            case Errno.ENOENT -> "there is no such socket; is the host side running?";
            case Errno.ECONNREFUSED -> "nobody listens; the socket is a left-over, or the host side is starting";
            case Errno.EACCES, Errno.EPERM -> "permission denied; the agent's user must be able to write to the socket";
            case Errno.EAGAIN -> "busy: somebody else is connected, and more wait";
            default -> String.valueOf(cause.getMessage());
        };
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
