package org.servergroup.vmtest;

/** One thing to be shown in real guests. */
interface Scenario {
    /** A short name for {@code --only}: a number of the product's scenarios, or a word. */
    String id();

    String title();

    /** Whether it is played unless others are asked for. */
    default boolean isUsual() {
        return true;
    }

    /**
     * Plays it.
     *
     * @return what was seen, in a few words with the numbers measured
     * @throws Skipped if something it needs does not exist yet
     * @throws NotSeen if what had to come did not come
     */
    String play(Stage stage) throws Exception;

    /** Says why a scenario cannot be played here. */
    final class Skipped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Skipped(String message) {
            super(message);
        }
    }
}
