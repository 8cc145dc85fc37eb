package org.servergroup;

import java.io.IOException;
import java.util.List;

/** The host did not answer a status query completely in time. */
public class StatusTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient List<Member> arrived;

    /**
     * Says what was missing.
     *
     * @param arrived the members that had been told by then, maybe none
     */
    public StatusTimeoutException(String message, List<Member> arrived) {
        super(message);
        this.arrived = List.copyOf(arrived);
    }

    /** The members that had been told by then; empty after deserialisation. */
    public List<Member> arrived() {
        return arrived == null ? List.of() : arrived;
    }
}
