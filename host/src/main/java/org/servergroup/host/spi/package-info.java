/** What group directories of the host side implement: who is in which group, in what state, and changes of both. */
@Export
@Version("1.1.0")
@NullMarked
package org.servergroup.host.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
