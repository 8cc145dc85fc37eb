package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** A program's life: from options and settings to the framework's end, and the exit code. */
final class Program {
    /** Within the 5 s that a service manager is promised. */
    private static final long STOP_TIMEOUT_MILLIS = 4_000;

    /** Until then the start has the processors for itself. */
    private static final long SETTLED_MILLIS = 3_000;

    private final String name;
    private final String bundles;
    private final Extra extra;
    private final Ahead ahead;
    private final Timeline timeline = new Timeline();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private @Nullable Container container;
    private @Nullable WorkFolder work;
    private @Nullable AutoCloseable opened;
    private volatile int exitCode;

    /** What a program adds to the settings that were read, from its own options. */
    interface Overrides {
        void apply(Options options, Settings settings) throws Failure;

        /** What has to do with the work folder; {@code options} is what the command line says, to be added to. */
        default void placed(Path work, Settings wanted, Settings options) {}
    }

    /** What a program has beside the framework, from when that is up until it goes down. */
    interface Extra {
        /** Opens it; null if there is none. */
        @Nullable
        AutoCloseable open(BundleContext context, Distribution distribution, @Nullable Path work, Settings settings);
    }

    /**
     * Does not run yet.
     *
     * @param ahead what has been begun, to be quicker
     */
    Program(String name, String bundles, Ahead ahead, Extra extra) {
        this.name = name;
        this.bundles = bundles;
        this.ahead = ahead;
        this.extra = extra;
    }

    /** Runs until the program is told to stop; the virtual machine ends with the exit code. */
    void run(Options options, String[] args, Overrides overrides) {
        try {
            String text = options.parse(args);
            if (text != null) {
                System.out.print(text);
                return;
            }
            start(options, overrides);
            awaitEnd();
        } catch (Failure e) {
            // What fails because it is being stopped is no failure.
            if (!stopped.get()) {
                fail(e.exitCode(), e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(exitCode);
    }

    private void start(Options options, Overrides overrides) throws Failure, InterruptedException {
        double before = options.given(Options.STARTUP_REPORT) ? StartupReport.ageMillis() : 0;
        chooseLogLevel(options);
        Distribution distribution = Distribution.ofThisProcess();
        @Nullable Path folder = options.path("--conf");
        Operator operator = Operator.of(folder == null ? distribution.configuration() : folder);
        overrides.apply(options, operator.options());
        WorkFolder folderForWork = WorkFolder.open(options.path("--work"), name);
        work = folderForWork;
        overrides.placed(folderForWork.path(), operator.wanted(), operator.options());
        timeline.done("options and settings");
        if (options.given(Options.STARTUP_REPORT)) {
            timeline.watch(ShellPath.address(operator.wanted().byComponent()));
        }
        container = new Container(folderForWork, distribution, ahead, timeline);
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "servergroup-stop"));
        container.start(distribution, bundles, operator, this::failed);
        openExtra(distribution, options.path("--work"), operator.wanted());
        if (timeline.isWatched()) {
            timeline.done("operator's socket");
            System.out.print(new StartupReport(timeline, before).text(options.given(Options.JSON)));
            System.out.flush();
            System.exit(exitCode);
        }
    }

    /** The thread has nothing to do from here on: it removes what others have left. */
    private void awaitEnd() throws InterruptedException {
        if (container != null && work != null && !container.await(SETTLED_MILLIS)) {
            work.removeAbandoned(name);
            container.await(0);
        }
    }

    /** One that is told to stop meanwhile waits for it, to close it, or finds none opened. */
    private synchronized void openExtra(Distribution distribution, @Nullable Path folder, Settings settings) {
        Container started = container;
        if (started != null && !stopped.get()) {
            opened = extra.open(started.context(), distribution, folder, settings);
        }
    }

    private static void chooseLogLevel(Options options) throws Failure {
        @Nullable String name = options.text("--log-level");
        if (name == null) {
            return;
        }
        System.Logger.Level level = StderrLog.levelOf(name);
        if (level == null) {
            throw new Failure(Failure.USAGE, "there is no log level " + name + " (try --help)");
        }
        setThreshold(level);
    }

    private static void setThreshold(System.Logger.Level level) {
        StderrLog log = StderrLog.ofThisProcess();
        if (log != null) {
            log.threshold(level);
        }
    }

    /** A component cannot do its work. Called on one of its threads, which must not wait for the framework to stop. */
    private void failed(IOException cause) {
        if (stopped.compareAndSet(false, true)) {
            fail(Failure.ENVIRONMENT, Failure.reasonOf(cause));
            // What is logged from here on only follows from that.
            setThreshold(System.Logger.Level.OFF);
            new Thread(() -> System.exit(exitCode), "servergroup-exit").start();
        }
    }

    private void fail(int code, @Nullable String line) {
        exitCode = code;
        System.err.println(name + ": " + line);
    }

    private synchronized void closeExtra() {
        try {
            AutoCloseable extras = opened;
            if (extras != null) {
                extras.close();
            }
        } catch (Exception e) {
            System.err.println(name + ": " + Failure.reasonOf(e));
        }
    }

    /** The end, however it came about: a signal, a failure, or the framework having been stopped from within. */
    private void end() {
        stopped.set(true);
        int code = exitCode;
        closeExtra();
        try {
            if (container != null && !container.stop(STOP_TIMEOUT_MILLIS)) {
                System.err.println(name + ": not everything stopped within " + STOP_TIMEOUT_MILLIS + " ms");
                code = Failure.ENVIRONMENT;
            }
            if (work != null) {
                work.close();
            }
        } catch (IOException e) {
            System.err.println(name + ": cannot remove the work folder: " + Failure.reasonOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A signal would otherwise be an exit code of its own, and an orderly stop is a success.
        Runtime.getRuntime().halt(code);
    }
}
