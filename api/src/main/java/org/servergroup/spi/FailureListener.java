package org.servergroup.spi;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service that is told when a component cannot do its work for a reason that waiting is unlikely to mend, such
 * as an address that another process holds. Meant for launchers, which may want to exit; the component itself keeps
 * trying.
 */
@ConsumerType
@FunctionalInterface
public interface FailureListener {
    /**
     * A component cannot do its work.
     *
     * @param component the name of the component
     * @param cause why; its message is one line for an operator
     */
    void failed(String component, IOException cause);
}
