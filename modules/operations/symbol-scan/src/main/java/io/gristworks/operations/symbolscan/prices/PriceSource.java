package io.gristworks.operations.symbolscan.prices;

import io.gristworks.handler.PermanentFailure;
import java.time.LocalDate;
import java.util.List;

/** Daily bars by symbol. Asked by many threads at once. */
public interface PriceSource {

  /**
   * All daily bars of a symbol until {@code last}, inclusive.
   *
   * @return at least one, ascending by date
   * @throws PermanentFailure {@code unknown_symbol} where there are none, {@code corrupt_prices}
   *     where they cannot be read
   * @throws Exception where the source cannot be reached now
   */
  List<PriceBar> daily(Symbol symbol, LocalDate last) throws Exception;

  /** The failure for a symbol without bars. */
  static PermanentFailure unknown(Symbol symbol, String where) {
    return new PermanentFailure("unknown_symbol", "no prices of " + symbol + " in " + where);
  }
}
