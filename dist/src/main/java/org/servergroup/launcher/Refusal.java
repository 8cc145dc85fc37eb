package org.servergroup.launcher;

/** What an operator has put into a folder cannot be used: one line that says why. What was there before stays. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean incomplete;

    Refusal(String line) {
        this(line, false);
    }

    private Refusal(String line, boolean incomplete) {
        super(line);
        this.incomplete = incomplete;
    }

    /** It looks as if the rest were still to come. */
    static Refusal incomplete(String line) {
        return new Refusal(line, true);
    }

    boolean isIncomplete() {
        return incomplete;
    }

    String line() {
        return String.valueOf(getMessage());
    }
}
