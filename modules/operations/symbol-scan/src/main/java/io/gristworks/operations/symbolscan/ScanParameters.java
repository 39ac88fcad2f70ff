package io.gristworks.operations.symbolscan;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a {@code symbol-scan} job as they come in, before any check.
 *
 * @param formula the condition; the one parameter that must be there
 * @param timeframe {@code 1d} (where left out), {@code 1w} or {@code 1mo}
 * @param from the first day that may match; bars before it only feed the indicators
 * @param to the last day that may match; later bars are not read
 * @param parameters names that the formulas use, with their values
 * @param indicators further numbers to compute, by the name under which to return them
 * @param maxMatches how many matching days to return, the latest; 0 to 10,000, 100 where left out
 */
public record ScanParameters(
    @Nullable String formula,
    @Nullable String timeframe,
    @Nullable LocalDate from,
    @Nullable LocalDate to,
    @Nullable Map<String, @Nullable Double> parameters,
    @Nullable Map<String, @Nullable String> indicators,
    @Nullable Integer maxMatches) {}
