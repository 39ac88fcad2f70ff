package io.gristworks.operations.symbolscan.prices;

import io.gristworks.handler.PermanentFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Prices from a directory: {@code SYMBOL.csv} for each symbol, read when asked for; or one {@code
 * .csv} file alone whose header has a {@code symbol} column, read once.
 */
final class CsvPrices {
  /** The largest file of several symbols, in bytes, inclusive: its bars are held in memory. */
  static final long LARGEST_COMMON_FILE = 64L << 20;

  private CsvPrices() {}

  /** The source in a directory that exists. */
  static PriceSource in(Path directory) throws IOException, PermanentFailure {
    try (var files = Files.list(directory)) {
      var csv = files.filter(file -> file.toString().endsWith(".csv")).limit(2).toList();
      if (csv.size() == 1 && new CsvFile(csv.getFirst()).hasSymbols()) {
        return common(csv.getFirst());
      }
    }
    return new FilePerSymbol(directory);
  }

  private static PriceSource common(Path file) throws IOException, PermanentFailure {
    long size = Files.size(file);
    if (size > LARGEST_COMMON_FILE) {
      throw new IOException(
          ("%s has %,d bytes, a file of several symbols at most %,d;"
                  + " use a file for each symbol, or a table")
              .formatted(file, size, LARGEST_COMMON_FILE));
    }
    return new OneFile(file, new CsvFile(file).symbols());
  }

  private static List<PriceBar> until(LocalDate last, List<PriceBar> bars) {
    int end = bars.size();
    while (end > 0 && bars.get(end - 1).date().isAfter(last)) {
      end--;
    }
    return bars.subList(0, end);
  }

  private record FilePerSymbol(Path directory) implements PriceSource {
    @Override
    public List<PriceBar> daily(Symbol symbol, LocalDate last)
        throws PermanentFailure, IOException {
      var file = directory.resolve(symbol.name() + ".csv");
      if (!directory.equals(file.getParent()) || !Files.isRegularFile(file)) {
        throw PriceSource.unknown(symbol, directory.toString());
      }
      var bars = until(last, new CsvFile(file).bars());
      if (bars.isEmpty()) {
        throw PriceSource.unknown(symbol, file + " until " + last);
      }
      return bars;
    }
  }

  private record OneFile(Path file, Map<String, SymbolRows> rows) implements PriceSource {
    @Override
    public List<PriceBar> daily(Symbol symbol, LocalDate last) throws PermanentFailure {
      var found = rows.get(symbol.name());
      var bars = found == null ? List.<PriceBar>of() : until(last, found.bars());
      if (bars.isEmpty()) {
        throw PriceSource.unknown(symbol, file + " until " + last);
      }
      return bars;
    }
  }
}
