/** What the program and the bundle have in common, and the bundle's component. */
@NullMarked
package org.servergroup.sample.internal;

import org.jspecify.annotations.NullMarked;
