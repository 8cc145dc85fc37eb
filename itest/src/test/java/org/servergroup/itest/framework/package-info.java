/** Tests that run inside a framework, with our bundles around them. */
@NullMarked
package org.servergroup.itest.framework;

import org.jspecify.annotations.NullMarked;
