package org.servergroup.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Service of whoever writes what goes to {@link System.Logger}, normally a launcher: lets an operator choose how much that
 * is. Thread-safe.
 */
@ConsumerType
public interface LogControl {
    /** Records of this level and above are written. */
    System.Logger.Level threshold();

    /** Writes records of this level and above from now on; nothing at all with {@code OFF}. */
    void threshold(System.Logger.Level level);
}
