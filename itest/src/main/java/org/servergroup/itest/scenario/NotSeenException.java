package org.servergroup.itest.scenario;

/** Something that had to happen was not seen in time. */
public final class NotSeenException extends Exception {
    private static final long serialVersionUID = 1L;

    NotSeenException(String message) {
        super(message);
    }
}
