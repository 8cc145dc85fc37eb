@NullMarked
package org.servergroup.agent.internal;

import org.jspecify.annotations.NullMarked;
