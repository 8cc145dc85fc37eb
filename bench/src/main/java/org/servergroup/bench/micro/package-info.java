/** What the parts of the relay path cost, in time and in bytes allocated, by JMH. */
@NullMarked
package org.servergroup.bench.micro;

import org.jspecify.annotations.NullMarked;
