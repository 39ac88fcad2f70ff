package io.gristworks.operations.symbolscan;

import io.gristworks.handler.InvalidParameters;
import io.gristworks.operations.symbolscan.formula.Expression;
import io.gristworks.operations.symbolscan.formula.Logical;
import io.gristworks.operations.symbolscan.formula.Numeric;
import io.gristworks.operations.symbolscan.prices.Timeframe;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a job asks for, checked. Immutable; one for all symbols of a job.
 *
 * @param indicators by the name in the result: those in the formula, then those asked for
 * @param from inclusive
 * @param to inclusive
 */
record ScanPlan(
    Logical condition,
    Map<String, Numeric> indicators,
    Timeframe timeframe,
    LocalDate from,
    LocalDate to,
    int maxMatches) {

  /**
   * Reads a job's parameters.
   *
   * @throws InvalidParameters with everything that is wrong
   */
  static ScanPlan of(ScanParameters parameters) throws InvalidParameters {
    return new ParameterCheck().plan(parameters);
  }

  /** The indicators that stand in a condition and those asked for, in that order. */
  static Map<String, Numeric> indicators(Logical condition, Map<String, Numeric> asked) {
    var all = new LinkedHashMap<String, Numeric>();
    gather(condition, all);
    all.putAll(asked);
    return Collections.unmodifiableMap(all); // Map.copyOf would lose the order
  }

  private static void gather(Expression expression, Map<String, Numeric> found) {
    if (expression instanceof Numeric.Call call && call.function().isIndicator()) {
      found.putIfAbsent(call.toString(), call);
    }
    expression.parts().forEach(part -> gather(part, found));
  }
}
