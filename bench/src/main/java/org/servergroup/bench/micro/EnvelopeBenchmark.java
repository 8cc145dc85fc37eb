package org.servergroup.bench.micro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.servergroup.protocol.EnvelopeReader;
import org.servergroup.protocol.Leg;
import org.servergroup.protocol.Verdict;

/** Reading an envelope and splicing it for its next leg into a buffer: our scanner, and Jackson for comparison. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EnvelopeBenchmark {
    /** All of them different, as on the wire. */
    private static final int MESSAGES = 16;

    /** Bytes of text in the broadcast. */
    @Param({"100", "3000"})
    public int payload;

    private final EnvelopeReader reader = new EnvelopeReader();
    private final JacksonEnvelope jackson = new JacksonEnvelope();
    private final ByteBuffer out = ByteBuffer.allocate(8192);
    private ByteBuffer[] fromApp = {};
    private ByteBuffer[] fromHost = {};
    private int next;

    /** Makes the messages. */
    @Setup
    public void prepare() {
        fromApp = Samples.inOneArray(MESSAGES, i -> Samples.fromApp(payload, i));
        fromHost = Samples.inOneArray(MESSAGES, i -> Samples.fromHost(payload, i));
    }

    /** Ours, app to host. */
    @Benchmark
    public int toHost() {
        if (reader.read(Leg.APP_TO_AGENT, message(fromApp)) != Verdict.OK) {
            throw new IllegalStateException();
        }
        return copied(reader.toChannel(Samples.APP));
    }

    /** Ours, host to app. */
    @Benchmark
    public int toApp() {
        if (reader.read(Leg.CHANNEL, message(fromHost)) != Verdict.OK
                || !reader.destination().equals(Samples.APP)) {
            throw new IllegalStateException();
        }
        return copied(reader.toApp());
    }

    /** Jackson, app to host. */
    @Benchmark
    public int toHostByJackson() throws IOException {
        ByteBuffer message = message(fromApp);
        if (!jackson.read(message)) {
            throw new IllegalStateException();
        }
        return copied(jackson.toChannel(Samples.APP));
    }

    /** Jackson, host to app. */
    @Benchmark
    public int toAppByJackson() throws IOException {
        ByteBuffer message = message(fromHost);
        if (!jackson.read(message)) {
            throw new IllegalStateException();
        }
        return copied(jackson.toApp());
    }

    private ByteBuffer message(ByteBuffer[] messages) {
        next = (next + 1) & (MESSAGES - 1);
        return messages[next];
    }

    private int copied(ByteBuffer[] parts) {
        out.clear();
        for (ByteBuffer part : parts) {
            out.put(part);
        }
        return out.position();
    }
}
