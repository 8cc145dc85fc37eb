package org.servergroup.itest;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.streamBundle;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.tinybundles.TinyBundles;
import org.osgi.framework.Constants;
import org.servergroup.itest.consumer.Consumer;
import org.servergroup.posix.Descriptor;
import org.servergroup.posix.Pty;

/** The bundles that a test of Pax Exam has in its framework. Used outside of it. */
final class Provision {
    private Provision() {}

    /** The bundles in a folder of the distribution. */
    static Option bundlesIn(String folder) throws IOException {
        return composite(Launched.jarsIn(folder).stream()
                .map(jar -> bundle(jar.toUri().toString()))
                .toArray(Option[]::new));
    }

    /** ConfigAdmin's store, so that the agent has this address from the start and never the one of this machine. */
    static Option agentAt(String address) throws IOException {
        Path store = Files.createTempDirectory(Path.of("target"), "configuration-");
        Path file = store.resolve("org/servergroup/transport/unix.config");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "service.pid=\"org.servergroup.transport.unix\"\naddress=\"" + address + "\"\n");
        return frameworkProperty("felix.cm.dir").value(store.toAbsolutePath().toString());
    }

    /** What is started with the framework: all that is stable, which is what is not ours to swap, and test bundles. */
    static Option[] stable() throws IOException {
        return options(testBundles(), bundlesIn("lib"));
    }

    /**
     * What the tests themselves need: their libraries, what is neither the test nor the product (the consumer, the
     * programs), and the pseudo-terminal, which sees the system calls as the bundle that has them does.
     */
    private static Option testBundles() {
        return composite(
                // Before the bundle that it is a fragment of.
                streamBundle(TinyBundles.bundle()
                                .symbolicName("org.servergroup.itest.pty")
                                .setHeader(Constants.BUNDLE_MANIFESTVERSION, "2")
                                .setHeader(Constants.FRAGMENT_HOST, Descriptor.class.getPackageName())
                                .addClass(Pty.class)
                                .build(TinyBundles.rawBuilder()))
                        .noStart(),
                junitBundles(),
                bundleOf(Assertions.class),
                bundleOf(ByteBuddy.class),
                bundleOf(Awaitility.class),
                bundleOf(Matchers.class),
                bundleOf(Consumer.class));
    }

    static Option bundleOf(Class<?> type) {
        try {
            URL location = type.getProtectionDomain().getCodeSource().getLocation();
            return bundle(location.toURI().toString());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
