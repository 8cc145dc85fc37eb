/** The system calls that transports need on 64-bit Linux (x86-64, AArch64), bound once; no type of JNA shows. */
@Export
@Version("1.0.0")
@NullMarked
package org.servergroup.posix;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
