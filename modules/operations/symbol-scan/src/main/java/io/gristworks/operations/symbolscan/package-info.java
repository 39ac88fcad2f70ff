/**
 * The operation {@code symbol-scan}: on which days did a formula hold for a symbol?
 *
 * <pre>
 *   parameters ──{@link io.gristworks.operations.symbolscan.ScanPlan}──▶ checked formula
 *                                                        │
 *   task: symbol ──prices──▶ bars ──evaluation──▶ {@link
 *   io.gristworks.operations.symbolscan.ScanResult}
 * </pre>
 *
 * <p>Promise: a wrong formula is refused when the job is submitted, with the column; the same
 * symbol, formula and prices give the same result. Threads: none of its own; a scanner is used by
 * many. Loses: nothing, for it keeps nothing.
 */
@NullMarked
package io.gristworks.operations.symbolscan;

import org.jspecify.annotations.NullMarked;
