/**
 * The formula language: from a text to a checked tree, or to one sentence about what is wrong.
 *
 * <pre>
 *   text ──tokens──▶ parse tree ──{@link
 *   io.gristworks.operations.symbolscan.formula.FormulaReader}──▶ {@link
 *   io.gristworks.operations.symbolscan.formula.Logical} | FormulaProblem(line, column, sentence)
 * </pre>
 *
 * <p>Promise: any text is either read or refused with a {@code FormulaProblem}; nothing else is
 * thrown, and neither time nor stack grows beyond what 4,096 characters can ask for. Threads: none;
 * everything is immutable. Knows nothing of prices or of the library that computes indicators.
 */
@NullMarked
package io.gristworks.operations.symbolscan.formula;

import org.jspecify.annotations.NullMarked;
