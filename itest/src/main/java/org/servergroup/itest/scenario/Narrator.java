package org.servergroup.itest.scenario;

import java.io.PrintStream;

/** Tells what happens as it happens. Thread-safe: whole lines only. */
public final class Narrator {
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";
    private static final String[] COLOURS = {"\u001b[36m", "\u001b[33m", "\u001b[35m", "\u001b[32m"};

    private final PrintStream out;
    private final boolean coloured;

    /** Writes to a stream, with the colours of a terminal or without. */
    public Narrator(PrintStream out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    /** A new step of the story. */
    void step(String text) {
        print(System.lineSeparator() + styled(BOLD, text));
    }

    /** Something was seen that had to be seen. */
    void seen(String text) {
        print("    " + styled("\u001b[32m", "ok") + "  " + text);
    }

    /** A line that a program wrote. */
    void line(String speaker, String line) {
        if (line.isBlank()) {
            return;
        }
        String colour = COLOURS[Math.floorMod(speaker.hashCode(), COLOURS.length)];
        print("    " + styled(colour, "[" + speaker + "]") + " " + line);
    }

    /** Anything else. */
    void say(String text) {
        print(text);
    }

    private String styled(String style, String text) {
        return coloured ? style + text + PLAIN : text;
    }

    private void print(String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
