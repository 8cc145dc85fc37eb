/** A bundle of somebody else's, which uses the server group. */
@Export
@Version("1.0.0")
@NullMarked
package org.servergroup.itest.consumer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
