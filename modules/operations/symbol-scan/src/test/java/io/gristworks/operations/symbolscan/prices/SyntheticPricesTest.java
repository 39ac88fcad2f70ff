package io.gristworks.operations.symbolscan.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntheticPricesTest {
  private static final LocalDate LATE = LocalDate.of(2100, 1, 1);

  @Test
  void theSameSymbolHasTheSameBarsAlways() throws Exception {
    assertThat(bars("DEMO")).isEqualTo(bars("DEMO")).isNotEqualTo(bars("DEMP"));
    // Written down once: another machine or Java must not give other demonstrations.
    assertThat(bars("DEMO").getLast())
        .isEqualTo(
            new PriceBar(LocalDate.of(2025, 12, 31), 143.91, 144.39, 143.47, 144.02, 1382067));
  }

  @Test
  void driftAndVolatilityAreAsDocumented() throws Exception {
    double sum = 0;
    double squares = 0;
    int steps = 0;
    for (int i = 0; i < 200; i++) {
      var bars = bars("S" + i);
      for (int bar = 1; bar < bars.size(); bar++) {
        double step = Math.log(bars.get(bar).close() / bars.get(bar - 1).close());
        sum += step;
        squares += step * step;
        steps++;
      }
    }
    double variance = squares / steps - (sum / steps) * (sum / steps);
    assertThat(Math.sqrt(variance * 252)).isCloseTo(SyntheticPrices.VOLATILITY, within(0.005));
    assertThat(sum / steps * 252 + variance * 252 / 2)
        .isCloseTo(SyntheticPrices.DRIFT, within(0.02));
  }

  @Test
  void everyBarIsABarOfAWorkingDay() throws Exception {
    assertThat(bars("X"))
        .allSatisfy(
            bar -> {
              assertThat(bar.date().getDayOfWeek().getValue()).isLessThan(6);
              assertThat(bar.high()).isGreaterThanOrEqualTo(Math.max(bar.open(), bar.close()));
              assertThat(bar.low())
                  .isPositive()
                  .isLessThanOrEqualTo(Math.min(bar.open(), bar.close()));
            });
    assertThat(bars("X")).hasSize(2870);
  }

  private static List<PriceBar> bars(String symbol) throws Exception {
    return new SyntheticPrices().daily(new Symbol(symbol), LATE);
  }
}
