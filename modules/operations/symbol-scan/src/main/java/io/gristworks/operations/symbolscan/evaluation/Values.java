package io.gristworks.operations.symbolscan.evaluation;

import org.ta4j.core.BarSeries;
import org.ta4j.core.Indicator;
import org.ta4j.core.num.NaN;
import org.ta4j.core.num.Num;

/**
 * A number at each bar, and from which bar on it means something.
 *
 * <p>ta4j's indicators answer at every bar: with too little behind them, some with what they have
 * (an average of three values where five were asked for), some with NaN. {@code definedFrom} draws
 * the line the same way for all.
 *
 * @param indicator asked only through {@link #at} and {@link #filled}
 * @param definedFrom the first bar, from 0, whose value counts; may lie beyond the last bar
 */
record Values(Indicator<Num> indicator, int definedFrom) {

  /** The value at that bar; NaN where there is none. */
  double at(int bar) {
    if (bar < definedFrom) {
      return Double.NaN;
    }
    double value = indicator.getValue(bar).doubleValue();
    return Double.isInfinite(value) ? Double.NaN : value;
  }

  /**
   * The indicator with its first value that counts in the place of those before it. An indicator
   * that builds on itself, such as {@code ema}, then starts from that value, where it would carry
   * an early NaN on for ever.
   */
  Indicator<Num> filled() {
    return definedFrom == 0 ? indicator : new Filled(indicator, definedFrom);
  }

  private record Filled(Indicator<Num> of, int from) implements Indicator<Num> {
    @Override
    public Num getValue(int bar) {
      int asked = Math.max(bar, from);
      return asked > getBarSeries().getEndIndex() ? NaN.NaN : of.getValue(asked);
    }

    @Override
    public int getCountOfUnstableBars() {
      return from;
    }

    @Override
    public BarSeries getBarSeries() {
      return of.getBarSeries();
    }
  }
}
