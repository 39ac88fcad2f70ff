package io.gristworks.operations.symbolscan.prices;

import io.gristworks.handler.PermanentFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one symbol in a file of several: its bars, or why it has none. */
final class SymbolRows {
  private final List<PriceBar> bars = new ArrayList<>();
  private @Nullable PermanentFailure first;

  void add(PriceBar bar) {
    bars.add(bar);
  }

  void spoil(PermanentFailure wrong) {
    if (first == null) {
      first = wrong;
    }
  }

  /** What could be read so far. */
  List<PriceBar> sound() {
    return Collections.unmodifiableList(bars);
  }

  /** All bars, or the first thing that was wrong. */
  List<PriceBar> bars() throws PermanentFailure {
    if (first != null) { // a new one: what is thrown belongs to its thread
      throw new PermanentFailure(first.kind(), String.valueOf(first.getMessage()), first);
    }
    return sound();
  }
}
