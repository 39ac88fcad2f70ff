package io.gristworks.operations.symbolscan.prices;

import io.gristworks.handler.PermanentFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * One CSV file of prices: UTF-8, a header with at least {@code date, open, high, low, close,
 * volume} in any order and case, ISO dates, decimal points; rows of one symbol ascending by date.
 */
record CsvFile(Path path) {
  private static final List<String> COLUMNS =
      List.of("date", "open", "high", "low", "close", "volume");
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreHeaderCase(true)
          .setIgnoreEmptyLines(true)
          .setTrim(true)
          .get();

  /** What is done with one row; a failure ends the reading. */
  private interface RowReader {
    void read(CSVRecord row, long line) throws PermanentFailure;
  }

  /** Whether it is a file of several symbols. */
  boolean hasSymbols() throws IOException {
    try (var parser = parser()) {
      return parser.getHeaderNames().stream().anyMatch("symbol"::equalsIgnoreCase);
    } catch (IllegalArgumentException | CharacterCodingException | CSVException broken) {
      return false; // said to the task that asks for a symbol's file
    }
  }

  /**
   * The bars of a file of one symbol.
   *
   * @throws PermanentFailure {@code corrupt_prices}, naming file and line
   */
  List<PriceBar> bars() throws IOException, PermanentFailure {
    var bars = new ArrayList<PriceBar>();
    forEachRow((row, line) -> bars.add(bar(row, line, bars)));
    return List.copyOf(bars);
  }

  /**
   * The bars of a file of several symbols. A wrong row spoils the bars of its own symbol only.
   *
   * @throws PermanentFailure {@code corrupt_prices}, where it is not a CSV file with the columns
   */
  Map<String, SymbolRows> symbols() throws IOException, PermanentFailure {
    var symbols = new HashMap<String, SymbolRows>();
    forEachRow(
        (row, line) -> {
          String symbol = row.isSet("symbol") ? row.get("symbol") : "";
          var rows = symbols.computeIfAbsent(symbol, _ -> new SymbolRows());
          try {
            rows.add(bar(row, line, rows.sound()));
          } catch (PermanentFailure wrong) {
            rows.spoil(wrong);
          }
        });
    return Map.copyOf(symbols);
  }

  private void forEachRow(RowReader reader) throws IOException, PermanentFailure {
    long line = 1;
    try (var parser = parser()) {
      requireColumns(parser);
      for (var row : parser) {
        line = parser.getCurrentLineNumber();
        reader.read(row, line);
      }
    } catch (CharacterCodingException e) {
      throw corrupt(line, "not UTF-8", e);
    } catch (CSVException | IllegalArgumentException e) {
      throw corrupt(line, String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw corrupt(line + 1, "not UTF-8", e);
      }
      if (e.getCause() instanceof CSVException) {
        throw corrupt(line + 1, String.valueOf(e.getCause().getMessage()), e);
      }
      throw e.getCause();
    }
  }

  private CSVParser parser() throws IOException {
    var reader = Files.newBufferedReader(path);
    try {
      skipByteOrderMark(reader);
      return FORMAT.parse(reader);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** Spreadsheets write one. */
  private static void skipByteOrderMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
  }

  private void requireColumns(CSVParser parser) throws PermanentFailure {
    var found = parser.getHeaderMap(); // keeps the file's rule for case
    for (var column : COLUMNS) {
      if (!found.containsKey(column)) {
        throw corrupt(
            1, "no column '%s', found %s".formatted(column, parser.getHeaderNames()), null);
      }
    }
  }

  private PriceBar bar(CSVRecord row, long line, List<PriceBar> before) throws PermanentFailure {
    if (!row.isConsistent()) {
      throw corrupt(
          line,
          "found %d values, expected %d"
              .formatted(row.size(), row.getParser().getHeaderNames().size()),
          null);
    }
    try {
      var bar =
          new PriceBar(
              LocalDate.parse(row.get("date")),
              number(row, "open"),
              number(row, "high"),
              number(row, "low"),
              number(row, "close"),
              number(row, "volume"));
      if (!before.isEmpty() && !bar.date().isAfter(before.getLast().date())) {
        throw corrupt(
            line, "date %s is not after %s".formatted(bar.date(), before.getLast().date()), null);
      }
      return bar;
    } catch (DateTimeException e) {
      throw corrupt(line, "date is '%s', expected YYYY-MM-DD".formatted(row.get("date")), e);
    } catch (IllegalArgumentException e) {
      throw corrupt(line, String.valueOf(e.getMessage()), e);
    }
  }

  private static double number(CSVRecord row, String column) {
    String text = row.get(column);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s is '%s', expected a number".formatted(column, text), e);
    }
  }

  private PermanentFailure corrupt(long line, String what, @Nullable Exception cause) {
    return new PermanentFailure(
        "corrupt_prices", "%s, line %d: %s".formatted(path, line, what), cause);
  }
}
