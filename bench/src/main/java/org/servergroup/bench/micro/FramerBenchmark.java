package org.servergroup.bench.micro;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.servergroup.protocol.Limits;
import org.servergroup.protocol.LineFramer;

/** Cutting a stream into lines, read in the pieces that a terminal or a virtio port gives; cost of one line. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FramerBenchmark {
    private static final int LINES = 64;

    /** Bytes of text in the broadcast. */
    @Param({"100", "3000"})
    public int payload;

    /** Bytes that one read gives. */
    @Param({"4096", "32768"})
    public int piece;

    private final LineFramer framer = new LineFramer(Limits.MAX_FRAME_BYTES);
    private byte[] stream = {};

    /** Makes the stream. */
    @Setup
    public void prepare() {
        byte[] message = Samples.fromHost(payload, 0);
        stream = new byte[LINES * (message.length + 1)];
        for (int i = 0; i < LINES; i++) {
            int at = i * (message.length + 1);
            System.arraycopy(message, 0, stream, at, message.length);
            stream[at + message.length] = '\n';
        }
    }

    /** Includes the copy that stands for the read. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public int lines() {
        int lines = 0;
        for (int at = 0; at < stream.length; at += piece) {
            int length = Math.min(piece, stream.length - at);
            framer.reserve(length);
            System.arraycopy(stream, at, framer.array(), framer.offset(), length);
            framer.filled(length);
            for (ByteBuffer line = framer.next(); line != null; line = framer.next()) {
                lines += line.hasRemaining() ? 1 : 0;
            }
        }
        if (lines != LINES) {
            throw new IllegalStateException("lines lost");
        }
        return lines;
    }
}
