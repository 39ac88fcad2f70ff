/**
 * Tests of what fits into messages.
 *
 * <p>Threads: one. Loses: nothing.
 */
@NullMarked
package io.gristworks.core.message;

import org.jspecify.annotations.NullMarked;
