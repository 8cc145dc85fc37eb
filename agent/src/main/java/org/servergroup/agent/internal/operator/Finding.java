package org.servergroup.agent.internal.operator;

/**
 * Something that an operator should know.
 *
 * @param severity {@code error}: nothing gets through; {@code warning}: something does not; {@code note}: all the same
 *     worth knowing
 * @param subject what it is about: {@code port}, {@code host}, {@code address}, {@code app}, {@code queue},
 *     {@code dropped}, {@code configuration}, or that of a complaint
 * @param text what is wrong, in plain words
 * @param advice what to do; may be empty
 */
public record Finding(String severity, String subject, String text, String advice) {
    static Finding error(String subject, String text, String advice) {
        return new Finding("error", subject, text, advice);
    }

    static Finding warning(String subject, String text, String advice) {
        return new Finding("warning", subject, text, advice);
    }

    static Finding note(String subject, String text) {
        return new Finding("note", subject, text, "");
    }

    /** In words, on one line. */
    String line() {
        return subject + ": " + text + (advice.isEmpty() ? "" : "; " + advice);
    }

    /** Whether something is wrong. */
    boolean matters() {
        return !severity.equals("note");
    }
}
