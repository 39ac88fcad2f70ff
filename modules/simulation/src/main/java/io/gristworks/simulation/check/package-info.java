/**
 * What must be true, whatever happens: the invariants I1 to I11, kept in books of their own that
 * believe nobody.
 *
 * <p>A broken one throws {@link io.gristworks.simulation.check.Broken}, at the step that broke it.
 */
@NullMarked
package io.gristworks.simulation.check;

import org.jspecify.annotations.NullMarked;
