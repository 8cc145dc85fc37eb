package org.servergroup.agent.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.servergroup.spi.Discard;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Offer;
import org.servergroup.spi.Peer;

/**
 * Puts a prefix of this test before every address that the kernel sees, so that tests can run side by side while the
 * messages keep the names that were recorded.
 */
final class PrefixedTransport implements LocalTransport {
    private final LocalTransport transport;
    private final byte[] prefix;

    PrefixedTransport(LocalTransport transport, String prefix) {
        this.transport = transport;
        this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    }

    private LocalAddress outside(LocalAddress inside) {
        byte[] name = inside.bytes();
        byte[] bytes = Arrays.copyOf(prefix, prefix.length + name.length);
        System.arraycopy(name, 0, bytes, prefix.length, name.length);
        return LocalAddress.ofBytes(bytes);
    }

    private LocalAddress inside(LocalAddress outside) {
        byte[] bytes = outside.bytes();
        return LocalAddress.ofBytes(Arrays.copyOfRange(bytes, prefix.length, bytes.length));
    }

    @Override
    public String address() {
        return transport.address();
    }

    @Override
    public Channel open(String address, Receiver receiver) throws IOException {
        Channel channel = transport.open(new String(prefix, StandardCharsets.UTF_8) + address, new Inside(receiver));
        return new Channel() {
            @Override
            public Offer offer(LocalAddress to, ByteBuffer... parts) {
                boolean tooLong = to.bytes().length + prefix.length > LocalAddress.MAX_BYTES;
                return tooLong ? Offer.NO_SUCH_PEER : channel.offer(outside(to), parts);
            }

            @Override
            public void flush() {
                channel.flush();
            }

            @Override
            public void resume() {
                channel.resume();
            }

            @Override
            public void close() {
                channel.close();
            }
        };
    }

    private final class Inside implements Receiver {
        private final Receiver receiver;

        Inside(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public boolean received(Peer from, ByteBuffer frame) {
            return receiver.received(new Peer(inside(from.address()), from.pid(), from.uid(), from.gid()), frame);
        }

        @Override
        public void batchEnded() {
            receiver.batchEnded();
        }

        @Override
        public void writable(LocalAddress peer) {
            receiver.writable(inside(peer));
        }

        @Override
        public void undelivered(LocalAddress peer, Discard reason, long frames) {
            receiver.undelivered(inside(peer), reason, frames);
        }

        @Override
        public void returned(LocalAddress peer, ByteBuffer frame) {
            receiver.returned(inside(peer), frame);
        }

        @Override
        public void discarded(Discard reason, long bytes, int pid) {
            receiver.discarded(reason, bytes, pid);
        }

        @Override
        public void failed(IOException cause) {
            receiver.failed(cause);
        }
    }
}
