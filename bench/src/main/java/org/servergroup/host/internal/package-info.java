/** Benchmarks of what only the host side itself can see. */
@NullMarked
package org.servergroup.host.internal;

import org.jspecify.annotations.NullMarked;
