/** Bulk operations on a real store, and a cluster that is none. */
@NullMarked
package io.gristworks.engine.bulk;

import org.jspecify.annotations.NullMarked;
