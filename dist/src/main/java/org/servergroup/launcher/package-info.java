/** Starts the programs of the distribution: options, configuration, framework, logging, orderly end. */
@NullMarked
package org.servergroup.launcher;

import org.jspecify.annotations.NullMarked;
