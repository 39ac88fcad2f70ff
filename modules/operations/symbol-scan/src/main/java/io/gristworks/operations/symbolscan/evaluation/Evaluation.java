package io.gristworks.operations.symbolscan.evaluation;

import io.gristworks.operations.symbolscan.formula.Logical;
import io.gristworks.operations.symbolscan.formula.Numeric;
import io.gristworks.operations.symbolscan.prices.PriceBar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ta4j.core.BarSeries;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.indicators.helpers.ConstantIndicator;
import org.ta4j.core.indicators.helpers.HighPriceIndicator;
import org.ta4j.core.indicators.helpers.LowPriceIndicator;
import org.ta4j.core.indicators.helpers.OpenPriceIndicator;
import org.ta4j.core.indicators.helpers.PreviousValueIndicator;
import org.ta4j.core.indicators.helpers.VolumeIndicator;
import org.ta4j.core.indicators.numeric.BinaryOperationIndicator;
import org.ta4j.core.num.Num;

/**
 * The formulas of one job over the bars of one symbol. What stands in them twice is computed once,
 * and what was computed is kept: ask bars in ascending order. Not for several threads.
 */
public final class Evaluation {
  private final BarSeries series;
  private final Map<Numeric, Values> known = new HashMap<>();

  /** Over {@code bars}, ascending by date. */
  public Evaluation(List<PriceBar> bars) {
    this.series = Ta4jBars.series(bars);
  }

  /**
   * The value at a bar.
   *
   * @param bar from 0
   * @return NaN where there is none: too few bars before, or a division by zero
   */
  public double valueAt(Numeric number, int bar) {
    return values(number).at(bar);
  }

  /** Whether the condition holds at a bar, from 0. */
  public Truth truthAt(Logical condition, int bar) {
    return switch (condition) {
      case Logical.Comparison(var relation, var left, var right) -> {
        double a = valueAt(left, bar);
        double b = valueAt(right, bar);
        yield Double.isNaN(a) || Double.isNaN(b) ? Truth.UNKNOWN : Truth.of(relation.holds(a, b));
      }
      case Logical.Crossing crossing -> crossed(crossing, bar);
      case Logical.All(var conditions) -> {
        var all = Truth.TRUE;
        for (var each : conditions) {
          all = all.and(truthAt(each, bar));
        }
        yield all;
      }
      case Logical.Any(var conditions) -> {
        var any = Truth.FALSE;
        for (var each : conditions) {
          any = any.or(truthAt(each, bar));
        }
        yield any;
      }
      case Logical.Not(var contrary) -> truthAt(contrary, bar).not();
    };
  }

  private Truth crossed(Logical.Crossing crossing, int bar) {
    if (bar == 0) {
      return Truth.UNKNOWN;
    }
    int sign = crossing.upwards() ? 1 : -1;
    double before =
        sign * (valueAt(crossing.moving(), bar - 1) - valueAt(crossing.line(), bar - 1));
    double now = sign * (valueAt(crossing.moving(), bar) - valueAt(crossing.line(), bar));
    return Double.isNaN(before) || Double.isNaN(now)
        ? Truth.UNKNOWN
        : Truth.of(before <= 0 && now > 0);
  }

  private Values values(Numeric number) {
    var values = known.get(number); // not computeIfAbsent: making one asks for others
    if (values == null) {
      values = made(number);
      known.put(number, values);
    }
    return values;
  }

  private Values made(Numeric number) {
    return switch (number) {
      case Numeric.Constant(var value) -> fixed(value);
      case Numeric.Price price -> new Values(price(price), 0);
      case Numeric.Arithmetic(var operator, var left, var right) ->
          arithmetic(operator, values(left), values(right));
      case Numeric.Shift(var of, var bars) when bars == 0 -> values(of);
      case Numeric.Shift(var of, var bars) -> {
        var shifted = values(of);
        yield new Values(
            new PreviousValueIndicator(shifted.indicator(), bars), shifted.definedFrom() + bars);
      }
      case Numeric.Call call -> Indicators.of(call, series, this::values);
    };
  }

  private Values fixed(double value) {
    return new Values(new ConstantIndicator<>(series, series.numFactory().numOf(value)), 0);
  }

  private Indicator<Num> price(Numeric.Price price) {
    return switch (price) {
      case OPEN -> new OpenPriceIndicator(series);
      case HIGH -> new HighPriceIndicator(series);
      case LOW -> new LowPriceIndicator(series);
      case CLOSE -> new ClosePriceIndicator(series);
      case VOLUME -> new VolumeIndicator(series);
    };
  }

  private static Values arithmetic(
      Numeric.Arithmetic.Operator operator, Values left, Values right) {
    var a = left.indicator();
    var b = right.indicator();
    var combined =
        switch (operator) {
          case PLUS -> BinaryOperationIndicator.sum(a, b);
          case MINUS -> BinaryOperationIndicator.difference(a, b);
          case TIMES -> BinaryOperationIndicator.product(a, b);
          case DIVIDED -> BinaryOperationIndicator.quotient(a, b);
        };
    return new Values(combined, Math.max(left.definedFrom(), right.definedFrom()));
  }
}
