package io.gristworks.operations.symbolscan.prices;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How much time one bar stands for. */
public enum Timeframe {
  DAY("1d"),
  /** Monday to Sunday. */
  WEEK("1w"),
  /** A calendar month. */
  MONTH("1mo");

  private final String word;

  Timeframe(String word) {
    this.word = word;
  }

  /** The timeframe of that name: {@code 1d}, {@code 1w} or {@code 1mo}. */
  public static Optional<Timeframe> named(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  /**
   * Daily bars gathered: the first open, the highest high, the lowest low, the last close, the sum
   * of volumes, the last date. The last bar may be of a week or month that is not over.
   *
   * @param daily ascending by date
   */
  public List<PriceBar> gathered(List<PriceBar> daily) {
    if (this == DAY) {
      return daily;
    }
    var bars = new ArrayList<PriceBar>();
    for (var day : daily) {
      boolean same = !bars.isEmpty() && start(bars.getLast().date()).equals(start(day.date()));
      bars.add(same ? bars.removeLast().and(day) : day);
    }
    return List.copyOf(bars);
  }

  private LocalDate start(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> YearMonth.from(day).atDay(1);
    };
  }
}
