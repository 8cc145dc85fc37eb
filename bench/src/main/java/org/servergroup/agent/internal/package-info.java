/** Benchmarks of what only the agent itself can see. */
@NullMarked
package org.servergroup.agent.internal;

import org.jspecify.annotations.NullMarked;
