/** Transports over UNIX sockets. */
@NullMarked
package org.servergroup.transport.unix.internal;

import org.jspecify.annotations.NullMarked;
