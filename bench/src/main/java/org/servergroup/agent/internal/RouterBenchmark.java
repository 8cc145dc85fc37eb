package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.servergroup.bench.micro.MemoryTransports;
import org.servergroup.bench.micro.Samples;
import org.servergroup.spi.HostTransport;
import org.servergroup.spi.LocalAddress;
import org.servergroup.spi.LocalTransport;
import org.servergroup.spi.Peer;

/** The agent between transports that make no system call: cost of one message, in batches as under load. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterBenchmark {
    private static final int BATCH = 16;

    /** Bytes of text in the broadcast. */
    @Param({"100", "3000"})
    public int payload;

    private final Peer app = new Peer(LocalAddress.of(Samples.APP), 1, 0, 0);

    private @Nullable Agent agent;
    private HostTransport.@Nullable Receiver host;
    private LocalTransport.@Nullable Receiver local;
    private ByteBuffer[] fromApp = {};
    private ByteBuffer[] fromHost = {};

    /** Opens both channels. */
    @Setup
    public void start() throws InterruptedException {
        fromApp = Samples.inOneArray(BATCH, i -> Samples.fromApp(payload, i));
        fromHost = Samples.inOneArray(BATCH, i -> Samples.fromHost(payload, i));
        MemoryTransports transports = new MemoryTransports();
        agent = new Agent(Settings.DEFAULT, failure -> {}, new Random());
        agent.addHostTransport(transports.host(), "memory", 1, 0);
        agent.addLocalTransport(transports.local());
        agent.start();
        local = transports.local().receiver();
        host = transports.host().receiver();
        // By trying: nothing tells that the agent has begun, which it does on threads of its own.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!host.received(fromHost[0])) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the agent does not take messages from the host");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Ends the agent. */
    @TearDown
    public void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    /** From an application to the host. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void toHost() {
        LocalTransport.Receiver receiver = local;
        if (receiver == null) {
            throw new IllegalStateException();
        }
        for (int i = 0; i < BATCH; i++) {
            if (!receiver.received(app, fromApp[i])) {
                throw new IllegalStateException("not taken");
            }
        }
        receiver.batchEnded();
    }

    /** From the host to an application. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void toApp() {
        HostTransport.Receiver receiver = host;
        if (receiver == null) {
            throw new IllegalStateException();
        }
        for (int i = 0; i < BATCH; i++) {
            if (!receiver.received(fromHost[i])) {
                throw new IllegalStateException("not taken");
            }
        }
        receiver.batchEnded();
    }
}
