/** The life of a server group, played with the packed distribution: the demo, and the end-to-end test. */
@NullMarked
package org.servergroup.itest.scenario;

import org.jspecify.annotations.NullMarked;
