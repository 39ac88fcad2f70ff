/**
 * Where bars come from: CSV files, a table, or a generator for demonstrations.
 *
 * <pre>
 *   settings ──▶ {@link io.gristworks.operations.symbolscan.prices.PriceSettings} ──open──▶ {@link
 *   io.gristworks.operations.symbolscan.prices.PriceSource} ──symbol──▶ daily bars ──{@link
 *   io.gristworks.operations.symbolscan.prices.Timeframe}──▶ days, weeks or months
 * </pre>
 *
 * <p>Promise: bars are complete, finite and ascending by date, or there is a failure that names the
 * file and line, or table and date. Threads: a source is asked by many at once.
 */
@NullMarked
package io.gristworks.operations.symbolscan.prices;

import org.jspecify.annotations.NullMarked;
