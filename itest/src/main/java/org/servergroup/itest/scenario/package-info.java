/** The life of a server group, played with the packed distribution: the demo, and the end-to-end test. */
@Export
@Version("1.0.0")
@NullMarked
package org.servergroup.itest.scenario;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
