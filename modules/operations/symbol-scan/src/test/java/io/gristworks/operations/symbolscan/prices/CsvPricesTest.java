package io.gristworks.operations.symbolscan.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gristworks.handler.PermanentFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvPricesTest {
  private static final LocalDate LATE = LocalDate.of(2100, 1, 1);
  private static final String HEADER = "date,open,high,low,close,volume\n";

  @TempDir Path directory;

  @Test
  void readsAFileOfRealPrices() throws Exception {
    var bars = CsvPrices.in(RealPrices.DIRECTORY).daily(new Symbol("SP500"), LATE);
    assertThat(bars).hasSize(326);
    assertThat(bars.getLast())
        .isEqualTo(
            new PriceBar(
                LocalDate.of(2020, 4, 17),
                2842.429932,
                2879.219971,
                2830.879883,
                2874.560059,
                5792140000.0));
  }

  @Test
  void readsNothingAfterTheLastDay() throws Exception {
    var last = LocalDate.of(2019, 1, 6);
    var bars = CsvPrices.in(RealPrices.DIRECTORY).daily(new Symbol("SP500"), last);
    assertThat(bars).hasSize(3).last().returns(LocalDate.of(2019, 1, 4), PriceBar::date);
  }

  @Test
  void takesColumnsInAnyOrderAndCaseWithAByteOrderMark() throws Exception {
    write("X.csv", "\uFEFFVolume,Close,note,Low,HIGH,Open,Date\r\n7,4,hm,2,5,3, 2024-01-02\r\n");
    assertThat(read("X")).containsExactly(new PriceBar(LocalDate.of(2024, 1, 2), 3, 5, 2, 4, 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          2024-01-02,1,2,1,x,5          | line 3: close is 'x', expected a number
          2024-01-02,1,2,1,,5           | line 3: close is '', expected a number
          2024-01-02,1,2,1,NaN,5        | line 3: close is NaN
          2024-01-02,1,2,1,1            | line 3: found 5 values, expected 6
          2024-01-02,1,2,1,1,5,6        | line 3: found 7 values, expected 6
          02.01.2024,1,2,1,1,5          | line 3: date is '02.01.2024', expected YYYY-MM-DD
          2024-01-01,1,2,1,1,5          | line 3: date 2024-01-01 is not after 2024-01-01
          2024-01-02,1,2,3,1,5          | line 3: low 3.0 is above high 2.0
          2024-01-02,1,2,1,1,-5         | line 3: volume -5.0 is below 0
          """)
  void namesFileAndLineOfAWrongRow(String row, String message) throws Exception {
    var file = write("X.csv", HEADER + "2024-01-01,1,1,1,1,1\n" + row + "\n");
    var failure = catchThrowableOfType(PermanentFailure.class, () -> read("X"));
    assertThat(failure).hasMessage(file + ", " + message);
    assertThat(failure.kind()).isEqualTo("corrupt_prices");
  }

  @Test
  void namesTheColumnThatIsMissing() throws Exception {
    write("X.csv", "date,price\n2024-01-01,1\n");
    assertThat(catchThrowableOfType(PermanentFailure.class, () -> read("X")))
        .hasMessageEndingWith("X.csv, line 1: no column 'open', found [date, price]");
  }

  @Test
  void refusesFilesThatAreNoCsv() throws Exception {
    write("EMPTY.csv", "");
    write("TWICE.csv", "date,date\n");
    write("QUOTE.csv", HEADER + "2024-01-01,\"1\"x,1,1,1,1\n");
    Files.write(
        directory.resolve("LATIN.csv"), (HEADER + "ä").getBytes(StandardCharsets.ISO_8859_1));
    for (var symbol : List.of("EMPTY", "TWICE", "QUOTE", "LATIN")) {
      var failure = catchThrowableOfType(PermanentFailure.class, () -> read(symbol));
      assertThat(failure).as(symbol).hasMessageContaining(symbol + ".csv, line ");
      assertThat(failure.kind()).isEqualTo("corrupt_prices");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Y", "..", ".", "X.csv"})
  void aSymbolWithoutFileIsUnknown(String symbol) throws Exception {
    write("X.csv", HEADER + "2024-01-01,1,1,1,1,1\n");
    var failure = catchThrowableOfType(PermanentFailure.class, () -> read(symbol));
    assertThat(failure.kind()).isEqualTo("unknown_symbol");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "../X", "a/b", "a\\b", "a b", "ä", "a\0", "A23456789012345678901234567890123"})
  void whatIsNoSymbolIsRefused(String name) {
    var failure = catchThrowableOfType(PermanentFailure.class, () -> Symbol.of(name));
    assertThat(failure.kind()).isEqualTo("invalid_symbol");
  }

  @Test
  void readsSeveralSymbolsFromOneFileAlone() throws Exception {
    write(
        "all.csv",
        """
        symbol,date,open,high,low,close,volume
        A,2024-01-01,1,1,1,1,1
        B,2024-01-01,2,2,2,2,2
        A,2024-01-02,3,3,3,3,3
        B,2024-01-02,oops,2,2,2,2
        """);
    assertThat(read("A")).extracting(PriceBar::close).containsExactly(1.0, 3.0);
    assertThat(catchThrowableOfType(PermanentFailure.class, () -> read("B")))
        .as("one symbol's wrong row is no other's")
        .hasMessageEndingWith("all.csv, line 5: open is 'oops', expected a number");
    assertThat(catchThrowableOfType(PermanentFailure.class, () -> read("all")).kind())
        .isEqualTo("unknown_symbol");
  }

  private List<PriceBar> read(String symbol) throws Exception {
    return CsvPrices.in(directory).daily(new Symbol(symbol), LATE);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text);
  }
}
