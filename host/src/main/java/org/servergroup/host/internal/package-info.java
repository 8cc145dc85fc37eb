/** The host side: relay, group service and the directories that come with it. */
@NullMarked
package org.servergroup.host.internal;

import org.jspecify.annotations.NullMarked;
