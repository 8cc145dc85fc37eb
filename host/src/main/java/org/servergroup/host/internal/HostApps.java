package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.servergroup.protocol.EnvelopeReader;
import org.servergroup.protocol.Leg;
import org.servergroup.protocol.Limits;
import org.servergroup.protocol.Verdict;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/**
 * Other applications on the host (PROTOCOL.md sections 1 and 3): what guests send to the addresses on the allow list goes
 * to them, and they can send to guests. Loop thread only, except where a method says otherwise.
 */
final class HostApps implements Router.Elsewhere, LocalTransport.Receiver {
    private static final System.Logger LOG = System.getLogger("org.servergroup.host");
    private static final long MAX_WAITING_BYTES = 1 << 20;

    private final Shared shared;
    private final Guests guests;
    private final EventLoop.Timer retry;
    private final BackOff backOff = new BackOff(200, 10_000);
    private final AtomicLong waitingBytes = new AtomicLong();

    // Read by the transport's reader, too.
    private volatile Map<String, LocalAddress> allowed;

    // Used by the transport's reader alone.
    private final EnvelopeReader reader = new EnvelopeReader();

    private @Nullable LocalTransport transport;
    private volatile LocalTransport.@Nullable Channel channel;
    private boolean unflushed;

    HostApps(Shared shared, Guests guests) {
        this.shared = shared;
        this.guests = guests;
        this.retry = shared.loop().timer(this::open);
        this.allowed = addresses(shared.settings());
    }

    private static Map<String, LocalAddress> addresses(Settings settings) {
        return settings.hostAddresses().stream().collect(Collectors.toUnmodifiableMap(name -> name, LocalAddress::of));
    }

    /**
     * Other settings are in force.
     *
     * @return what is to be closed by a thread that may wait, if no other application is allowed any more
     */
    LocalTransport.@Nullable Channel configured(Settings settings) {
        allowed = addresses(settings);
        if (allowed.isEmpty()) {
            return disconnect();
        }
        if (channel == null && !retry.armed()) {
            open();
        }
        return null;
    }

    /** Uses a transport, if any other application is allowed at all. */
    void use(LocalTransport next) {
        transport = next;
        open();
    }

    /** Ends the use of the transport; what is returned is to be closed by a thread that may wait. */
    LocalTransport.@Nullable Channel release() {
        transport = null;
        return disconnect();
    }

    private LocalTransport.@Nullable Channel disconnect() {
        LocalTransport.Channel last = channel;
        retry.cancel();
        channel = null;
        return last;
    }

    private void open() {
        if (transport == null || allowed.isEmpty()) {
            return;
        }
        try {
            channel = transport.open(transport.address(), this);
            backOff.reset();
            LOG.log(System.Logger.Level.INFO, "host applications reach guests by {0}", transport.address());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "host applications cannot be served yet: {0}", e.getMessage());
            retry.arm(Math.max(200, backOff.next()));
        }
    }

    @Override
    public @Nullable Discard deliver(Guest from, EnvelopeReader envelope) {
        LocalAddress address = allowed.get(envelope.destination());
        if (address == null) {
            return Discard.REFUSED_SENDER;
        }
        LocalTransport.Channel to = channel;
        Offer offer = to == null ? Offer.NO_SUCH_PEER : to.offer(address, envelope.toHostApp(from.instance()));
        unflushed |= offer == Offer.ACCEPTED;
        return switch (offer) {
            case ACCEPTED -> null;
            case BACK_PRESSURED -> Discard.PEER_FULL;
            case TOO_LONG -> Discard.TOO_LONG;
            case NO_SUCH_PEER, NOT_CONNECTED, CLOSED -> Discard.NO_SUCH_PEER;
        };
    }

    /** The turn has ended. */
    void flush() {
        LocalTransport.Channel to = channel;
        if (unflushed && to != null) {
            unflushed = false;
            to.flush();
        }
    }

    /** By the transport's reader. */
    @Override
    public boolean received(Peer from, ByteBuffer frame) {
        if (waitingBytes.get() > MAX_WAITING_BYTES) {
            return false;
        }
        Verdict verdict = reader.read(Leg.HOST_APP_TO_RELAY, frame);
        String name = from.address().name();
        if (verdict != Verdict.OK) {
            post(() -> discarded(name, Router.reason(verdict)));
        } else if (!allowed.containsKey(name) || name.equals(Limits.GROUP_ADDRESS)) {
            post(() -> discarded(name, Discard.REFUSED_SENDER));
        } else {
            String instance = reader.destinationInstance();
            Frame copy = Frame.of(reader.toChannel(name));
            waitingBytes.addAndGet(copy.length());
            post(() -> send(instance, name, copy));
        }
        return true;
    }

    /** Never waits: few tasks are as long as a message, and those are counted. */
    private void post(Runnable task) {
        shared.loop().post(task);
    }

    private void send(String instance, String name, Frame frame) {
        boolean wasFull = waitingBytes.getAndAdd(-frame.length()) > MAX_WAITING_BYTES;
        Guest guest = guests.guest(instance);
        if (guest == null || !guest.link().isReachable()) {
            discarded(name, Discard.NO_SUCH_PEER);
        } else {
            guest.send(frame);
        }
        LocalTransport.Channel from = channel;
        if (wasFull && from != null && waitingBytes.get() <= MAX_WAITING_BYTES) {
            from.resume();
        }
    }

    private void discarded(String peer, Discard reason) {
        shared.discarded("host application " + peer, reason, 1);
    }

    @Override
    public void batchEnded() {
        // What has arrived is written at the end of the loop's turn.
    }

    @Override
    public void writable(LocalAddress peer) {
        // Nothing is kept for a peer that had no room.
    }

    /** By any thread. */
    @Override
    public void undelivered(LocalAddress peer, Discard reason, long frames) {
        post(() -> shared.discarded("host application " + peer.name(), reason, frames));
    }

    /** By the transport's reader. */
    @Override
    public void discarded(Discard reason, long bytes, int pid) {
        post(() -> discarded(pid == 0 ? "(unknown)" : "pid " + pid, reason));
    }

    /** By the transport's reader. */
    @Override
    public void failed(IOException cause) {
        LOG.log(System.Logger.Level.WARNING, "host applications are not served: {0}", cause.getMessage());
        post(() -> {
            LocalTransport.Channel last = channel;
            channel = null;
            if (last != null) {
                last.close();
                retry.arm(Math.max(200, backOff.next()));
            }
        });
    }
}
