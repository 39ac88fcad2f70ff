package io.gristworks.operations.symbolscan.prices;

import java.time.LocalDate;

/**
 * The trade of one symbol in one day, or one week or month.
 *
 * @param date the day; of a week or month, the last day traded
 * @param low at most {@code high}; both finite, as are {@code open} and {@code close}
 * @param volume finite, from 0
 */
public record PriceBar(
    LocalDate date, double open, double high, double low, double close, double volume) {

  /** Checks the bounds. */
  public PriceBar {
    requireFinite("open", open);
    requireFinite("high", high);
    requireFinite("low", low);
    requireFinite("close", close);
    requireFinite("volume", volume);
    if (low > high) {
      throw new IllegalArgumentException("low " + low + " is above high " + high);
    }
    if (volume < 0) {
      throw new IllegalArgumentException("volume " + volume + " is below 0");
    }
  }

  /** This and a later one as one. */
  PriceBar and(PriceBar later) {
    return new PriceBar(
        later.date,
        open,
        Math.max(high, later.high),
        Math.min(low, later.low),
        later.close,
        volume + later.volume);
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is " + value);
    }
  }
}
