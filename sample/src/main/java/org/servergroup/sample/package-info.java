/** The program {@code server_group_app}. */
@NullMarked
package org.servergroup.sample;

import org.jspecify.annotations.NullMarked;
