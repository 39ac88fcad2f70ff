/** Tests of the pool's actor. */
@NullMarked
package io.gristworks.engine.pool;

import org.jspecify.annotations.NullMarked;
