package org.servergroup;

import java.io.IOException;

/** A message could not be accepted for sending within the configured time; nothing of it was sent. */
public class NotAcceptedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says why, and what to do about it. */
    public NotAcceptedException(String message) {
        super(message);
    }
}
