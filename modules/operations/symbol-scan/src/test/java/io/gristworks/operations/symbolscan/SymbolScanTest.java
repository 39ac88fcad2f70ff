package io.gristworks.operations.symbolscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.gristworks.handler.InvalidParameters;
import io.gristworks.handler.InvalidParameters.Problem;
import io.gristworks.handler.LooseContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.PermanentFailure;
import io.gristworks.handler.TaskFailure;
import io.gristworks.handler.TaskHandler;
import io.gristworks.operations.symbolscan.prices.RealPrices;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SymbolScanTest {
  private static final Map<String, String> REAL =
      Map.of("prices.directory", RealPrices.DIRECTORY.toString());

  @Test
  void isFoundUnderItsName() {
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    var found =
        ServiceLoader.load(Operation.class).stream().map(ServiceLoader.Provider::get).toList();
    assertThat(found).singleElement().isInstanceOf(SymbolScan.class);
    assertThat(new SymbolScan().name()).isEqualTo("symbol-scan");
    assertThat(new SymbolScan().traits().inputsField()).isEqualTo("symbols");
  }

  @Test
  void findsTheDaysOnWhichTheIndexCrossedItsAverage() throws Exception {
    var context = new LooseContext();
    var result = scan(formula("crosses_above(close, sma(close, 20))"), REAL, "SP500", context);
    assertThat(result.matches())
        .containsExactly(
            "2019-03-11",
            "2019-03-26",
            "2019-06-06",
            "2019-08-22",
            "2019-08-29",
            "2019-09-25",
            "2019-10-11",
            "2019-12-04",
            "2020-01-28",
            "2020-01-30",
            "2020-02-04",
            "2020-04-06");
    assertThat(result.symbol()).isEqualTo("SP500");
    assertThat(result.bars()).isEqualTo(326);
    assertThat(result.matchCount()).isEqualTo(12);
    assertThat(result.processingMs()).isPositive();
    assertThat(result.indicators()).containsOnlyKeys("sma(close, 20)");
    assertThat(context.counters())
        .containsOnly(entry("matches", 12L), entry("symbols_matched", 1L));
  }

  @Test
  void reportsOnlyDaysFromToButFeedsTheIndicatorsFromBefore() throws Exception {
    var parameters =
        new ScanParameters(
            "crosses_above(close, sma(close, days))",
            "1d",
            LocalDate.of(2019, 3, 20),
            LocalDate.of(2019, 9, 25),
            Map.of("days", 20.0),
            Map.of("slow", "sma(close, 2 * days)", "never", "sma(close, 9999)"),
            2);
    var result = scan(parameters, REAL, "SP500", new LooseContext());
    assertThat(result.matches()).containsExactly("2019-08-29", "2019-09-25");
    assertThat(result.matchCount()).isEqualTo(5);
    assertThat(result.bars()).isEqualTo(132);
    assertThat(result.indicators()).containsOnlyKeys("sma(close, 20)", "slow", "never");
    assertThat(result.indicators().get("slow")).isCloseTo(2936, within(20.0));
    assertThat(result.indicators().get("never")).isNull();
  }

  @Test
  void scansWeeksAndMonths() throws Exception {
    var weekly = with("close < 0.9 * close[1]", "1w", null, null);
    assertThat(scan(weekly, REAL, "SP500", new LooseContext()).matches())
        .containsExactly("2020-02-28", "2020-03-20");
    var monthly = with("close < 0.9 * close[1]", "1mo", null, null);
    assertThat(scan(monthly, REAL, "SP500", new LooseContext()).matches())
        .containsExactly("2020-03-31");
  }

  @Test
  void countsNoMatchedSymbolWhereNothingMatched() throws Exception {
    var context = new LooseContext();
    var result = scan(formula("close < 0"), Map.of("prices.source", "synthetic"), "DEMO", context);
    assertThat(result.matchCount()).isZero();
    assertThat(context.counters()).containsOnly(entry("matches", 0L));
  }

  @Test
  void everyProblemIsReportedWithItsPointer() {
    var parameters =
        new ScanParameters(
            "clsoe > 1",
            "1h",
            LocalDate.of(2020, 1, 2),
            LocalDate.of(2020, 1, 1),
            Map.of("sma", 1.0),
            Map.of("a/b", "close > 1"),
            -1);
    var refused =
        catchThrowableOfType(InvalidParameters.class, () -> new SymbolScan().check(parameters));
    assertThat(refused.problems())
        .extracting(Problem::pointer)
        .containsExactly(
            "/parameters/sma",
            "/formula",
            "/indicators/a~1b",
            "/timeframe",
            "/from",
            "/max_matches");
    assertThat(refused.problems().get(1).message())
        .startsWith("column 1: unknown name 'clsoe'; did you mean 'close'?");
  }

  @Test
  void aFormulaMustBeGiven() {
    var none = new ScanParameters(null, null, null, null, null, null, null);
    assertThatThrownBy(() -> new SymbolScan().check(none))
        .isInstanceOf(InvalidParameters.class)
        .hasMessageContaining("/formula");
  }

  @Test
  void anUnknownSymbolIsAPermanentFailure() {
    var failure =
        catchThrowableOfType(
            PermanentFailure.class,
            () -> scan(formula("close > 1"), REAL, "NOPE", new LooseContext()));
    assertThat(failure.kind()).isEqualTo("unknown_symbol");
  }

  @Test
  void aNodeWithoutPricesSaysWhatToSet() {
    for (var settings :
        List.of(
            Map.<String, String>of(),
            Map.of("prices.source", "web"),
            Map.of("prices.directory", "/no/such/directory"),
            Map.of("prices.table", "a; drop table b"),
            Map.of("prices.table", "prices"))) {
      var failure =
          catchThrowableOfType(
              TaskFailure.class,
              () -> scan(formula("close > 1"), settings, "A", new LooseContext()));
      assertThat(failure).hasMessageContaining("gristworks.operations.symbol-scan.prices.");
      assertThat(failure.kind()).isEqualTo("no_prices");
    }
  }

  @Test
  void aNodeIsCheckedByItsSettingsBeforeItTakesWork() {
    var operation = new SymbolScan();
    for (var wrong :
        List.of(
            Map.of("prices.source", "web"),
            Map.of("prices.source", "csv", "prices.directory", "/no/such/directory"),
            Map.of("prices.source", "table", "prices.table", "a; drop table b"),
            Map.of("prices.source", "table"))) {
      assertThatThrownBy(() -> operation.checkNode(new LooseNodeContext(wrong)))
          .hasMessageContaining("gristworks.operations.symbol-scan.prices.");
    }
    for (var right :
        List.of(
            REAL,
            Map.<String, String>of(),
            Map.of("prices.source", "synthetic", "prices.directory", "/no/such/directory"))) {
      assertThatCode(() -> operation.checkNode(new LooseNodeContext(right)))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void stopsWhenCancelledOrInterrupted() {
    var cancelled = new LooseContext();
    cancelled.cancel();
    assertThatThrownBy(() -> scan(formula("close > 1"), REAL, "SP500", cancelled))
        .isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> scan(formula("close > 1"), REAL, "SP500", new LooseContext()))
        .isInstanceOfAny(InterruptedException.class, java.io.IOException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  private static ScanParameters formula(String formula) {
    return with(formula, null, null, null);
  }

  private static ScanParameters with(
      String formula,
      @Nullable String timeframe,
      @Nullable LocalDate from,
      @Nullable LocalDate to) {
    return new ScanParameters(formula, timeframe, from, to, null, null, null);
  }

  private static ScanResult scan(
      ScanParameters parameters, Map<String, String> settings, String symbol, LooseContext context)
      throws Exception {
    var operation = new SymbolScan();
    operation.check(parameters);
    try (var handler = operation.open(parameters, new LooseNodeContext(settings))) {
      return ((TaskHandler<String, ScanResult>) handler).handle(symbol, context);
    }
  }
}
