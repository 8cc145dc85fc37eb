/** The server group for a JVM that is not the agent's, over the local channel. */
@Export
@Version("1.0.0")
@NullMarked
package org.servergroup.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
