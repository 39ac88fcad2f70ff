/** Tests of the pool: stories, promises over seeds, and a small lossy world. */
@NullMarked
package io.gristworks.core.pool;

import org.jspecify.annotations.NullMarked;
