/** The virtio-serial port as a host transport. */
@NullMarked
package org.servergroup.transport.virtio.internal;

import org.jspecify.annotations.NullMarked;
