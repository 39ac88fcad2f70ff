/** Bulk operations from acceptance to end. */
@NullMarked
package io.gristworks.core.bulk;

import org.jspecify.annotations.NullMarked;
