package io.gristworks.operations.symbolscan.prices;

import io.gristworks.handler.PermanentFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The S&amp;P 500 index, day by day, 2019-01-02 to 2020-04-17: 326 bars. */
public final class RealPrices {
  public static final Path DIRECTORY = Path.of("src/test/resources/prices").toAbsolutePath();

  private RealPrices() {}

  public static List<PriceBar> sp500() {
    try {
      return new CsvFile(DIRECTORY.resolve("SP500.csv")).bars();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (PermanentFailure e) {
      throw new AssertionError(e);
    }
  }
}
