package io.gristworks.operations.symbolscan.prices;

import io.gristworks.handler.PermanentFailure;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Made-up prices, for demonstrations and tests of load: <strong>these are not real prices</strong>,
 * whatever the symbol is called.
 *
 * <p>Each close is a step of a geometric Brownian motion with a drift of {@value #DRIFT} and a
 * volatility of {@value #VOLATILITY} a year of {@value #DAYS_A_YEAR} days, from a first price
 * between 20 and 220. A bar opens at the close before; high and low go beyond open and close by
 * half-normal amounts of half a day's volatility; volume is log-normal around a million. Bars are
 * Monday to Friday, {@link #FIRST} to {@link #LAST}. The same symbol has the same bars on every
 * machine, always: the random numbers are those that {@link Random} specifies, seeded by the name.
 */
final class SyntheticPrices implements PriceSource {
  static final LocalDate FIRST = LocalDate.of(2015, 1, 1);
  static final LocalDate LAST = LocalDate.of(2025, 12, 31);
  static final double DRIFT = 0.06;
  static final double VOLATILITY = 0.25;
  static final int DAYS_A_YEAR = 252;

  private static final double DAILY_VOLATILITY = VOLATILITY / StrictMath.sqrt(DAYS_A_YEAR);
  private static final double DAILY_DRIFT =
      (DRIFT - VOLATILITY * VOLATILITY / 2) / DAYS_A_YEAR; // of the logarithm

  @Override
  public List<PriceBar> daily(Symbol symbol, LocalDate last) throws PermanentFailure {
    var random = new Random(seed(symbol));
    double open = cents(20 + 200 * random.nextDouble());
    var bars = new ArrayList<PriceBar>();
    for (var day = FIRST; !day.isAfter(LAST) && !day.isAfter(last); day = day.plusDays(1)) {
      if (day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0) {
        var bar = next(day, open, random);
        bars.add(bar);
        open = bar.close();
      }
    }
    if (bars.isEmpty()) {
      throw PriceSource.unknown(symbol, "the synthetic prices until " + last);
    }
    return bars;
  }

  private static PriceBar next(LocalDate day, double open, Random random) {
    double close =
        cents(open * StrictMath.exp(DAILY_DRIFT + DAILY_VOLATILITY * random.nextGaussian()));
    double above = StrictMath.exp(StrictMath.abs(random.nextGaussian()) * DAILY_VOLATILITY / 2);
    double below = StrictMath.exp(-StrictMath.abs(random.nextGaussian()) * DAILY_VOLATILITY / 2);
    double volume = Math.rint(1_000_000 * StrictMath.exp(random.nextGaussian() / 2));
    double high = Math.max(cents(Math.max(open, close) * above), Math.max(open, close));
    double low = Math.min(cents(Math.min(open, close) * below), Math.min(open, close));
    return new PriceBar(day, open, high, low, close, volume);
  }

  /** Never below a cent, so that a price cannot die. */
  private static double cents(double price) {
    return Math.max(1, Math.rint(price * 100)) / 100;
  }

  /** FNV-1a over 64 bits: short names that differ in one letter get seeds far apart. */
  private static long seed(Symbol symbol) {
    long hash = 0xcbf29ce484222325L;
    for (char letter : symbol.name().toCharArray()) {
      hash = (hash ^ letter) * 0x100000001b3L;
    }
    return hash;
  }
}
