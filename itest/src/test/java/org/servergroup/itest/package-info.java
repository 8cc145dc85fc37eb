/** Tests of the packed distribution: its architecture, its programs, and the whole of it at work. */
@NullMarked
package org.servergroup.itest;

import org.jspecify.annotations.NullMarked;
