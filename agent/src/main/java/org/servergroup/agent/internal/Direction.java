package org.servergroup.agent.internal;

/** Which way a message goes. */
enum Direction {
    TO_HOST("to the host"),
    TO_APPS("to applications");

    private final String words;

    Direction(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
