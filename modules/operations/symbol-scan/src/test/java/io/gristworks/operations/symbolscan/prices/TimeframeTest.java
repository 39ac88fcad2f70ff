package io.gristworks.operations.symbolscan.prices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class TimeframeTest {

  /** Expected values: gathered with Python from the same file. */
  @Test
  void gathersWeeksAndMonthsOfRealPrices() {
    var weeks = Timeframe.WEEK.gathered(RealPrices.sp500());
    assertThat(weeks).hasSize(68);
    assertThat(weeks.getFirst())
        .isEqualTo(
            bar("2019-01-04", 2476.959961, 2538.070068, 2443.959961, 2531.939941, 11769430000.0));
    assertThat(weeks.getLast())
        .isEqualTo(
            bar("2020-04-17", 2782.459961, 2879.219971, 2721.169922, 2874.560059, 27017230000.0));
    var months = Timeframe.MONTH.gathered(RealPrices.sp500());
    assertThat(months).hasSize(16);
    assertThat(months.getFirst())
        .isEqualTo(
            bar("2019-01-31", 2476.959961, 2708.949951, 2443.959961, 2704.100098, 80401630000.0));
  }

  @Test
  void daysStayAsTheyAre() {
    assertThat(Timeframe.DAY.gathered(RealPrices.sp500())).isEqualTo(RealPrices.sp500());
  }

  private static PriceBar bar(
      String date, double open, double high, double low, double close, double volume) {
    return new PriceBar(LocalDate.parse(date), open, high, low, close, volume);
  }
}
