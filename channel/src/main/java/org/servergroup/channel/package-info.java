/** The line channel over a descriptor. Linked privately into each host transport; never a bundle of its own. */
@NullMarked
package org.servergroup.channel;

import org.jspecify.annotations.NullMarked;
