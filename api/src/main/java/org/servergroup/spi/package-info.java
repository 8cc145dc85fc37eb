/** What transports implement, and what the agent, the client and the host give them. */
@Export
@Version("1.0.0")
@NullMarked
package org.servergroup.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
