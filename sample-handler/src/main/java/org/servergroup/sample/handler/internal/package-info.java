/** The handler. */
@NullMarked
package org.servergroup.sample.handler.internal;

import org.jspecify.annotations.NullMarked;
