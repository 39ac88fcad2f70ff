package io.gristworks.operations.symbolscan.evaluation;

import io.gristworks.operations.symbolscan.prices.PriceBar;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.ta4j.core.Bar;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBar;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.num.DoubleNumFactory;

/** Our bars as ta4j's. Their times only keep the order: no indicator of the language asks them. */
final class Ta4jBars {
  private static final Duration PERIOD = Duration.ofDays(1);

  private Ta4jBars() {}

  static BarSeries series(List<PriceBar> bars) {
    return new BaseBarSeriesBuilder()
        .withNumFactory(DoubleNumFactory.getInstance())
        .withBars(bars.stream().map(Ta4jBars::bar).toList())
        .build();
  }

  private static Bar bar(PriceBar bar) {
    var numbers = DoubleNumFactory.getInstance();
    var begin = bar.date().atStartOfDay().toInstant(ZoneOffset.UTC);
    return new BaseBar(
        PERIOD,
        begin,
        begin.plus(PERIOD),
        numbers.numOf(bar.open()),
        numbers.numOf(bar.high()),
        numbers.numOf(bar.low()),
        numbers.numOf(bar.close()),
        numbers.numOf(bar.volume()),
        numbers.numOf(bar.close() * bar.volume()),
        0);
  }
}
