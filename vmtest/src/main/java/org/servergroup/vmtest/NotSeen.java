package org.servergroup.vmtest;

/** What a scenario waited for did not come, or something came that must not. */
final class NotSeen extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotSeen(String message) {
        super(message);
    }

    /** Ends the scenario unless the condition holds. */
    static void unless(boolean condition, String message) {
        if (!condition) {
            throw new NotSeen(message);
        }
    }
}
