/**
 * From a checked formula and one symbol's bars to truths and numbers.
 *
 * <pre>
 *   Expression + bars ──{@link
 *   io.gristworks.operations.symbolscan.evaluation.Evaluation}──▶ ta4j indicators ──▶ values
 * </pre>
 *
 * <p>Numbers are computed by ta4j. Truths are ours, because a value that is not there yet makes a
 * condition <em>unknown</em>, which ta4j's rules would call false, and its contrary true. Threads:
 * an evaluation belongs to the one that made it.
 */
@NullMarked
package io.gristworks.operations.symbolscan.evaluation;

import org.jspecify.annotations.NullMarked;
