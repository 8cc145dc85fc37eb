package org.servergroup.spi;

import java.util.Objects;

/**
 * Something that an operator has asked for and not got.
 *
 * @param subject what it is about, in one word: {@code configuration}, {@code bundle}, {@code component} or {@code folder}
 * @param text what is wrong and what counts instead, in plain words
 * @param advice what to do about it; may be empty
 */
public record Complaint(String subject, String text, String advice) {
    /** Without a subject or a text it would be none. */
    public Complaint {
        Objects.requireNonNull(advice, "advice");
        if (subject.isBlank() || text.isBlank()) {
            throw new IllegalArgumentException("a complaint needs a subject and a text");
        }
    }
}
