package org.servergroup.agent.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the agent logs, for a test to look at. */
final class LogLines extends Handler {
    private static final Logger LOGGER = Logger.getLogger("org.servergroup.agent");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    static LogLines start() {
        LogLines lines = new LogLines();
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(lines);
        return lines;
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getLevel() + " " + line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
    }
}
