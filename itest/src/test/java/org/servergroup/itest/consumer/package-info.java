/** What goes into a bundle that tests make. */
@NullMarked
package org.servergroup.itest.consumer;

import org.jspecify.annotations.NullMarked;
