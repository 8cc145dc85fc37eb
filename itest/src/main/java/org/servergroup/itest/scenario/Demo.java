package org.servergroup.itest.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The main class of {@code ./demo}, which has checked the options. */
public final class Demo {
    private Demo() {}

    /**
     * Plays the story.
     *
     * @param args the folder of the distribution, then maybe {@code --keep} and {@code --colour}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> options = List.of(args);
        Narrator narrator = new Narrator(System.out, options.contains("--colour"));
        Scenario scenario = new Scenario(new Installation(Path.of(options.get(0))), narrator);
        // However it ends, Ctrl-C included, nothing is left behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(scenario), "cleanup"));
        System.exit(play(scenario, narrator, options.contains("--keep")));
    }

    private static int play(Scenario scenario, Narrator narrator, boolean keep)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try {
            scenario.play();
        } catch (IOException | NotSeenException e) {
            if (scenario.isClosed()) {
                return 1; // Ctrl-C has taken everything away: nothing worth telling
            }
            narrator.step("FAILED: " + e.getMessage());
            scenario.tellWhatIsKnown();
            return 1;
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        narrator.step("Every step was seen, in " + seconds + " s.");
        if (keep) {
            narrator.step("All of it goes on running until you press Ctrl-C. To join in as a fourth guest, elsewhere:");
            scenario.waysToJoin().forEach(narrator::say);
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private static void close(Scenario scenario) {
        try {
            scenario.close();
        } catch (IOException e) {
            System.err.println("demo: cannot clean up: " + e);
        }
    }
}
