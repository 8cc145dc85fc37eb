package org.servergroup.host.internal;

import java.util.List;
import java.util.Map;

/** What an operator sees at one moment: plain values, to be written as JSON or text. */
final class Snapshot {
    private Snapshot() {}

    /** The host side as a whole. */
    record Status(
            long uptimeSeconds,
            List<String> socketDirectories,
            String directory,
            int instances,
            int connected,
            int stalled,
            int groups,
            int members,
            long queuedBytes) {}

    /** One guest. */
    record Instance(
            String instance,
            String group,
            String state,
            String channel,
            String monitor,
            long queuedBytes,
            long received,
            long sent,
            long dropped,
            long connects,
            String lastReason) {}

    /** One group. */
    record Group(String group, int members, int connected, List<String> instances) {}

    /** Counts since the start, of everything; those that are dropped by reason. */
    record Counts(Map<String, Long> counters, Map<String, Long> dropped) {}

    /** What is or may be wrong, and what to do about it, if there is anything to be said. */
    record Finding(String severity, String subject, String text, String advice) {
        static final String ERROR = "error";
        static final String WARNING = "warning";

        static Finding error(String subject, String text, String advice) {
            return new Finding(ERROR, subject, text, advice);
        }

        static Finding warning(String subject, String text, String advice) {
            return new Finding(WARNING, subject, text, advice);
        }

        /** In words, on one line. */
        String line() {
            return subject + ": " + text + (advice.isEmpty() ? "" : "; " + advice);
        }
    }

    /** What the doctor says, as the agent's does. */
    record Report(boolean healthy, List<Finding> findings) {
        Report(List<Finding> findings) {
            this(findings.isEmpty(), findings);
        }
    }

    /** Something that has happened. */
    record Event(String at, String kind, String instance, String group, String text) {}
}
