/** What operators see of the agent: commands, findings, health checks and metrics, all from one snapshot. */
@NullMarked
package org.servergroup.agent.internal.operator;

import org.jspecify.annotations.NullMarked;
