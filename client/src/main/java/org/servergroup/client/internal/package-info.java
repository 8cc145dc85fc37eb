/** The client's socket, its parts and its component. */
@NullMarked
package org.servergroup.client.internal;

import org.jspecify.annotations.NullMarked;
