/** What applications program against: the server group, and messages to and from the host. */
@Export
@Version("1.0.0")
@NullMarked
package org.servergroup;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
