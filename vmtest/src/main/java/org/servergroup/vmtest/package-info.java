/** Boots guests under QEMU, and plays scenarios in them with the packed distribution. */
@NullMarked
package org.servergroup.vmtest;

import org.jspecify.annotations.NullMarked;
