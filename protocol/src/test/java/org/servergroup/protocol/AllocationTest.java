package org.servergroup.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.servergroup.protocol.Bytes.utf8;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The way of a message through this module costs no garbage, once addresses have been seen. */
class AllocationTest {
    private static final int WARM_UP = 5_000;
    private static final int MESSAGES = 10_000;

    /** What the measurement itself may cost; far less than one byte a message. */
    private static final long NOISE = 2_000;

    private final EnvelopeReader reader = new EnvelopeReader();
    private final LineFramer framer = new LineFramer(Limits.MAX_FRAME_BYTES);

    private interface Relay {
        int message(int i);
    }

    private static void shouldAllocateNothing(Relay relay) {
        AtomicLong bytes = new AtomicLong();
        play(relay, WARM_UP, bytes);
        long allocated = allocated(() -> play(relay, MESSAGES, bytes));
        assertThat(bytes.get()).isGreaterThan(100L * MESSAGES);
        assertThat(allocated).isLessThan(NOISE);
    }

    private static void play(Relay relay, int messages, AtomicLong bytes) {
        for (int i = 0; i < messages; i++) {
            bytes.addAndGet(relay.message(i));
        }
    }

    private static int size(ByteBuffer[] parts) {
        int size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        return size;
    }

    @Test
    void shouldAllocateNothingFromAppToHost() {
        String data = "{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"this is a t\\u00e9st\"}";
        byte[] envelope = Envelopes.toAgent(utf8(data), "cgcs.server_grp");
        byte[] broken = utf8("{\n\"data\":\r\n" + data + ",\"version\":2,\"dest_addr\":17}");
        byte[] array = Bytes.of(ByteBuffer.wrap(envelope), ByteBuffer.wrap(broken)); // as a socket's reader has one
        ByteBuffer first = ByteBuffer.wrap(array, 0, envelope.length);
        ByteBuffer second =
                ByteBuffer.wrap(array, envelope.length, broken.length).slice();
        String[] apps = {"cgcs.server_grp", "g_scale_agent", "app.\"é\""};
        shouldAllocateNothing(i -> {
            reader.read(Leg.APP_TO_AGENT, i % 2 == 0 ? first : second);
            reader.destination();
            return size(reader.toChannel(apps[i % apps.length]));
        });
    }

    @Test
    void shouldAllocateNothingFromHostToApp() {
        String data = "{\"version\":2,\"msg_type\":\"notification\",\"data\":{\"a\":[1.0,true,null,\"é€😀\"]}}";
        byte[] one = Envelopes.toChannel(utf8(data), "cgcs.server_grp", "cgcs.server_grp");
        byte[] other = Envelopes.toChannel(utf8(data), "app/\u00e9", "h_scale_agent");
        byte[] lines = utf8("\n" + new String(one, StandardCharsets.UTF_8) + "\n\n"
                + new String(other, StandardCharsets.UTF_8) + "\n");
        shouldAllocateNothing(i -> {
            int half = lines.length / 2;
            return toApps(lines, 0, half) + toApps(lines, half, lines.length);
        });
    }

    private int toApps(byte[] lines, int from, int to) {
        framer.reserve(to - from);
        System.arraycopy(lines, from, framer.array(), framer.offset(), to - from);
        framer.filled(to - from);
        int size = 0;
        for (ByteBuffer line = framer.next(); line != null; line = framer.next()) {
            if (reader.read(Leg.CHANNEL, line) == Verdict.OK) {
                size += reader.destination().length() + reader.data().remaining() + size(reader.toApp());
            }
        }
        return size;
    }

    @Test
    void shouldAllocateNothingForMistakes() {
        ByteBuffer[] mistakes = {
            Bytes.frame("x".repeat(200)),
            Bytes.frame("{\"data\":\"" + "x".repeat(200)),
            Bytes.frame("[".repeat(2000)),
            Bytes.frame("{\"data\":\"" + "x".repeat(200) + "\",\"version\":2}"),
            Bytes.frame("{\"a\":" + "[".repeat(1000)),
            Bytes.frame("{\"version\":" + "2,\"v\\u0065rsion\":2,\"dat\\u0065\":".repeat(100) + "0}"),
        };
        shouldAllocateNothing(i -> {
            ByteBuffer mistake = mistakes[i % mistakes.length];
            return reader.read(Leg.CHANNEL, mistake) == Verdict.OK ? 0 : mistake.remaining();
        });
    }

    /** Each message is as long as can be, and new. */
    @Test
    void shouldAllocateLittleForAddressesThatNobodyCanHave() {
        EnvelopeReader fresh = new EnvelopeReader();
        long most = 0;
        for (String address : new String[] {"\\u00e9", "d", "\\n", "😀"}) {
            String tooLong = '"' + address.repeat(Limits.MAX_FRAME_BYTES / 8 / address.length()) + '"';
            ByteBuffer frame = Bytes.frame("{\"data\":1,\"version\":2,\"dest_addr\":" + tooLong + ",\"source_addr\":"
                    + tooLong + ",\"dest_instance\":" + tooLong + ",\"source_instance\":" + tooLong + '}');
            most = Math.max(most, allocated(() -> {
                fresh.read(Leg.CHANNEL, frame);
                fresh.destination();
                fresh.source();
                fresh.destinationInstance();
                fresh.sourceInstance();
                fresh.toApp();
            }));
        }
        assertThat(most).isLessThan(Limits.MAX_FRAME_BYTES / 4);
    }

    private static long allocated(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(self);
        work.run();
        return threads.getThreadAllocatedBytes(self) - before;
    }
}
