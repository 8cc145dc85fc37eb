/** A group directory that asks libvirt. */
@NullMarked
package org.servergroup.host.libvirt.internal;

import org.jspecify.annotations.NullMarked;
