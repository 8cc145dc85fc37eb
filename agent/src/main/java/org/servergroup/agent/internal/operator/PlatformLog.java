package org.servergroup.agent.internal.operator;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.servergroup.spi.LogControl;

/** What {@link System.Logger} writes to where no launcher has another idea: java.util.logging. */
final class PlatformLog implements LogControl {
    /** Held, because the platform forgets loggers that nobody holds, and their levels. */
    private static final Logger OURS = Logger.getLogger("org.servergroup");

    @Override
    public System.Logger.Level threshold() {
        Logger logger = OURS;
        while (logger.getLevel() == null && logger.getParent() != null) {
            logger = logger.getParent();
        }
        int value = logger.getLevel() == null
                ? Level.INFO.intValue()
                : logger.getLevel().intValue();
        for (System.Logger.Level level : System.Logger.Level.values()) {
            if (level.getSeverity() >= value) {
                return level;
            }
        }
        return System.Logger.Level.OFF;
    }

    @Override
    public void threshold(System.Logger.Level level) {
        OURS.setLevel(Level.parse(String.valueOf(level.getSeverity())));
    }
}
