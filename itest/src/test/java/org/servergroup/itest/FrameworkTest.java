package org.servergroup.itest;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.BundleContext;

/** A test within a framework, where all that is stable has been started; a framework for each method. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public abstract class FrameworkTest {
    /** An agent's settings: a machine that is busy with something else must not make a swap a loss. */
    static final Map<String, Object> PATIENT = Map.of(
            "local_wait_ms", 120_000L,
            "peer_wait_ms", 120_000L,
            "max_queued_age_ms", 600_000L,
            "max_queued_bytes", 64L << 20);

    /** Closed after the test, the last one first. */
    final Deque<AutoCloseable> open = new ArrayDeque<>();

    @Inject
    BundleContext context;

    Bundles bundles;

    /** What the framework begins with. */
    @Configuration
    public Option[] framework() throws IOException {
        return Provision.stable();
    }

    /** Runs before what a subclass does first. */
    @Before
    public final void look() {
        bundles = new Bundles(context);
    }

    /** Takes away whatever the test has opened. */
    @After
    public final void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
