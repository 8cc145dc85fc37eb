/** The router between local applications and the host, and what provides the API in the framework. */
@NullMarked
package org.servergroup.agent.internal;

import org.jspecify.annotations.NullMarked;
