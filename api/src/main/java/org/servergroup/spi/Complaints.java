package org.servergroup.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service of whoever knows of something wrong that the agent and the host side cannot see themselves, such as a
 * launcher that has refused a configuration or a bundle. They show it to the operator beside what they find. Thread-safe.
 */
@ConsumerType
@FunctionalInterface
public interface Complaints {
    /** What is wrong now; empty if nothing is. Does not block. Each goes as soon as what it says has been mended. */
    List<Complaint> standing();
}
