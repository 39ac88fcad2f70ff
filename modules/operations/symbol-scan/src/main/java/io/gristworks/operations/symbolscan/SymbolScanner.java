package io.gristworks.operations.symbolscan;

import io.gristworks.handler.TaskContext;
import io.gristworks.handler.TaskHandler;
import io.gristworks.operations.symbolscan.evaluation.Evaluation;
import io.gristworks.operations.symbolscan.evaluation.Truth;
import io.gristworks.operations.symbolscan.prices.PriceBar;
import io.gristworks.operations.symbolscan.prices.PriceSource;
import io.gristworks.operations.symbolscan.prices.Symbol;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Scans one symbol at a time for one job; for use by many threads. */
final class SymbolScanner implements TaskHandler<String, ScanResult> {
  private final ScanPlan plan;
  private final PriceSource prices;
  private final LongSupplier nanos;

  SymbolScanner(ScanPlan plan, PriceSource prices, LongSupplier nanos) {
    this.plan = plan;
    this.prices = prices;
    this.nanos = nanos;
  }

  @Override
  public ScanResult handle(String input, TaskContext context) throws Exception {
    long start = nanos.getAsLong();
    var symbol = Symbol.of(input);
    var bars = plan.timeframe().gathered(prices.daily(symbol, plan.to()));
    var evaluation = new Evaluation(bars);
    int first = firstAsked(bars);
    var matches = matches(evaluation, bars, first, context);
    var indicators = indicators(evaluation, bars.size() - 1, context);
    context.count("matches", matches.count);
    if (matches.count > 0) {
      context.count("symbols_matched", 1);
    }
    return new ScanResult(
        symbol.name(),
        bars.size() - first,
        List.copyOf(matches.latest),
        matches.count,
        indicators,
        (nanos.getAsLong() - start) / 1e6);
  }

  private int firstAsked(List<PriceBar> bars) {
    int first = 0;
    while (first < bars.size() && bars.get(first).date().isBefore(plan.from())) {
      first++;
    }
    return first;
  }

  private Matches matches(
      Evaluation evaluation, List<PriceBar> bars, int first, TaskContext context)
      throws InterruptedException {
    var matches = new Matches();
    // From the very first bar: what builds on itself, such as ema, is computed in its order.
    for (int bar = 0; bar < bars.size(); bar++) {
      stopIfUnwanted(context);
      boolean holds = evaluation.truthAt(plan.condition(), bar) == Truth.TRUE;
      if (holds && bar >= first) {
        matches.add(bars.get(bar).date().toString(), plan.maxMatches());
      }
    }
    return matches;
  }

  private Map<String, @Nullable Double> indicators(
      Evaluation evaluation, int lastBar, TaskContext context) throws InterruptedException {
    var values = new LinkedHashMap<String, @Nullable Double>();
    for (var named : plan.indicators().entrySet()) {
      stopIfUnwanted(context);
      double value = evaluation.valueAt(named.getValue(), lastBar);
      values.put(named.getKey(), Double.isNaN(value) ? null : value);
    }
    return Collections.unmodifiableMap(values);
  }

  private static void stopIfUnwanted(TaskContext context) throws InterruptedException {
    if (Thread.interrupted() || context.isCancelled()) {
      throw new InterruptedException("the scan is no longer wanted");
    }
  }

  /** The latest matching dates and the count of all. */
  private static final class Matches {
    private final ArrayDeque<String> latest = new ArrayDeque<>();
    private long count;

    void add(String date, int most) {
      count++;
      latest.addLast(date);
      if (latest.size() > most) {
        latest.removeFirst();
      }
    }
  }
}
