/** The whole-process comparison of an agent with the ceiling, by the yardstick {@code gcbench}. */
@NullMarked
package org.servergroup.bench.compare;

import org.jspecify.annotations.NullMarked;
