/** Tests of what operators see. */
@NullMarked
package org.servergroup.agent.internal.operator;

import org.jspecify.annotations.NullMarked;
