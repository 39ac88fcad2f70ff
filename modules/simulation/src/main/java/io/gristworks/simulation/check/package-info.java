/**
 * What must be true, whatever happens: the invariants I1 to I11 and I16, kept in books of their own
 * that believe nobody, and of jobs and batches that are chained to each other:
 *
 * <ul>
 *   <li>I18: each task of a derived job is exactly one result of its source, in the journal's order
 *   <li>I19: a reduce job receives each result accepted before its release, once
 *   <li>I20: a batch never starts before those that it waits for have ended as it needs them
 * </ul>
 *
 * <p>A broken one throws {@link io.gristworks.simulation.check.InvariantViolation}, at the step
 * that broke it.
 */
@NullMarked
package io.gristworks.simulation.check;

import org.jspecify.annotations.NullMarked;
