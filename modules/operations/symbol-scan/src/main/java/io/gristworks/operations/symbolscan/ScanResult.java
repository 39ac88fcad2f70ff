package io.gristworks.operations.symbolscan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scan found for one symbol.
 *
 * @param bars how many bars were asked: those from {@code from} to {@code to}
 * @param matches the ISO dates of the latest bars at which the formula held, ascending; text, so
 *     that no JSON library makes numbers of it
 * @param matchCount at how many bars it held, whether or not listed
 * @param indicators values at the last bar by name: each indicator in the formula, then those asked
 *     for; null where there are too few bars for one
 * @param processingMs how long the scan took, reading the prices included, in milliseconds
 */
public record ScanResult(
    String symbol,
    int bars,
    List<String> matches,
    long matchCount,
    Map<String, @Nullable Double> indicators,
    double processingMs) {}
