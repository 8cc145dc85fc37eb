/** The wire format: line framing, envelopes, server-group messages and their limits. Plain Java, usable without OSGi. */
@Export
@Version("1.0.0")
@NullMarked
package org.servergroup.protocol;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
