package io.gristworks.operations.symbolscan.evaluation;

import io.gristworks.operations.symbolscan.formula.Numeric;
import java.util.function.Function;
import org.ta4j.core.BarSeries;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.ATRIndicator;
import org.ta4j.core.indicators.CCIIndicator;
import org.ta4j.core.indicators.MACDIndicator;
import org.ta4j.core.indicators.ROCIndicator;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.StochasticOscillatorKIndicator;
import org.ta4j.core.indicators.adx.ADXIndicator;
import org.ta4j.core.indicators.averages.EMAIndicator;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.averages.WMAIndicator;
import org.ta4j.core.indicators.helpers.HighestValueIndicator;
import org.ta4j.core.indicators.helpers.LowestValueIndicator;
import org.ta4j.core.indicators.numeric.BinaryOperationIndicator;
import org.ta4j.core.indicators.numeric.UnaryOperationIndicator;
import org.ta4j.core.indicators.statistics.StandardDeviationIndicator;
import org.ta4j.core.indicators.volume.OnBalanceVolumeIndicator;
import org.ta4j.core.indicators.volume.VWAPIndicator;
import org.ta4j.core.num.Num;

/** Each function of the language as an indicator of ta4j, with the bars it needs behind it. */
final class Indicators {
  private Indicators() {}

  static Values of(Numeric.Call call, BarSeries series, Function<Numeric, Values> values) {
    return switch (call.function()) {
      case ATR, CCI, STOCHASTIC_K, OBV, ADX, VWAP -> ofBars(call, series);
      case ABS, MIN, MAX -> ofValues(call, values);
      default -> ofWindow(call, values.apply(call.inputs().getFirst()));
    };
  }

  private static Values ofBars(Numeric.Call call, BarSeries series) {
    int n = call.constants().isEmpty() ? 0 : call.period(0);
    return switch (call.function()) {
      case ATR -> new Values(new ATRIndicator(series, n), n - 1);
      case CCI -> new Values(new CCIIndicator(series, n), n - 1);
      case STOCHASTIC_K -> new Values(new StochasticOscillatorKIndicator(series, n), n - 1);
      case OBV -> new Values(new OnBalanceVolumeIndicator(series), 0);
      case ADX -> new Values(new ADXIndicator(series, n), 2 * n - 1);
      case VWAP -> new Values(new VWAPIndicator(series, n), n - 1);
      default -> throw new IllegalArgumentException("not over bars: " + call);
    };
  }

  private static Values ofValues(Numeric.Call call, Function<Numeric, Values> values) {
    var first = values.apply(call.inputs().getFirst());
    var last = values.apply(call.inputs().getLast());
    var a = first.indicator();
    var b = last.indicator();
    var combined =
        switch (call.function()) {
          case ABS -> UnaryOperationIndicator.abs(a);
          case MIN -> BinaryOperationIndicator.min(a, b);
          case MAX -> BinaryOperationIndicator.max(a, b);
          default -> throw new IllegalArgumentException("not over values: " + call);
        };
    return new Values(combined, Math.max(first.definedFrom(), last.definedFrom()));
  }

  private static Values ofWindow(Numeric.Call call, Values input) {
    var x = input.filled();
    int n = call.period(0);
    int before = input.definedFrom();
    return switch (call.function()) {
      case SMA, BOLLINGER_MIDDLE -> new Values(new SMAIndicator(x, n), before + n - 1);
      case EMA -> new Values(new EMAIndicator(x, n), before + n - 1);
      case WMA -> new Values(new WMAIndicator(x, n), before + n - 1);
      case STDDEV -> new Values(new StandardDeviationIndicator(x, n), before + n - 1);
      case HIGHEST -> new Values(new HighestValueIndicator(x, n), before + n - 1);
      case LOWEST -> new Values(new LowestValueIndicator(x, n), before + n - 1);
      case ROC -> new Values(new ROCIndicator(x, n), before + n);
      case RSI -> new Values(new RSIIndicator(x, n), before + n);
      case MACD -> new Values(new MACDIndicator(x, n, call.period(1)), before + call.period(1) - 1);
      case BOLLINGER_UPPER -> new Values(band(call, x, 1), before + n - 1);
      case BOLLINGER_LOWER -> new Values(band(call, x, -1), before + n - 1);
      default -> throw new IllegalArgumentException("not over a window: " + call);
    };
  }

  private static Indicator<Num> band(Numeric.Call call, Indicator<Num> x, int side) {
    int n = call.period(0);
    var width =
        BinaryOperationIndicator.product(
            new StandardDeviationIndicator(x, n), side * call.constants().get(1));
    return BinaryOperationIndicator.sum(new SMAIndicator(x, n), width);
  }
}
