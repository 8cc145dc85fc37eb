@NullMarked
package org.servergroup.vmtest;

import org.jspecify.annotations.NullMarked;
