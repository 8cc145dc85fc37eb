/** The one place where envelopes become API calls and back; linked privately into the agent and the client. */
@NullMarked
package org.servergroup.messaging;

import org.jspecify.annotations.NullMarked;
