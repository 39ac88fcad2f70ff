package io.gristworks.operations.symbolscan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gristworks.operations.symbolscan.formula.FormulaProblem;
import io.gristworks.operations.symbolscan.formula.Formulas;
import io.gristworks.operations.symbolscan.prices.PriceBar;
import io.gristworks.operations.symbolscan.prices.RealPrices;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
  private static final Formulas FORMULAS = new Formulas(Map.of());
  private static final LocalDate START = LocalDate.of(2024, 1, 1);

  /** Expected values: computed from the definitions with NumPy, in double precision. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sma(close, 20)                 | 2613.1044921500006
          ema(close, 20)                 | 2709.7699902178238
          wma(close, 20)                 | 2698.0989536666666
          rsi(close, 14)                 | 57.3626959917837
          macd(close)                    | 16.396015043305397
          macd(close, 12, 26)            | 16.396015043305397
          ema(macd(close), 9)            | -35.49092699035385
          atr(14)                        | 109.57900894136314
          stddev(close, 20)              | 172.526053165722
          bollinger_middle(close, 20)    | 2613.1044921500006
          bollinger_upper(close, 20)     | 2958.1565984814447
          bollinger_lower(close, 20, 1)  | 2440.5784389842786
          highest(high, 20)              | 2879.219971
          lowest(low, 20)                | 2191.860107
          roc(close, 10)                 | 13.758366792639173
          cci(20)                        | 121.56143634683812
          stochastic_k(14)               | 98.92064202045766
          obv()                          | 152117930000
          adx(14)                        | 23.457167346307124
          vwap(20)                       | 2593.474150435039
          close[5]                       | 2789.820068
          max(open, close) - min(open, close) | 32.130127
          abs(open - close)              | 32.130127
          """)
  void agreesWithIndependentValuesOnRealPrices(String formula, double expected)
      throws FormulaProblem {
    var bars = RealPrices.sp500();
    var evaluation = new Evaluation(bars);
    double value = evaluation.valueAt(FORMULAS.number(formula), bars.size() - 1);
    assertThat(value).isCloseTo(expected, within(Math.abs(expected) * 1e-8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          close                 | 0
          sma(close, 5)         | 4
          ema(close, 5)         | 4
          wma(close, 5)         | 4
          stddev(close, 5)      | 4
          highest(close, 5)     | 4
          roc(close, 5)         | 5
          rsi(close, 5)         | 5
          macd(close, 3, 5)     | 4
          atr(5)                | 4
          cci(5)                | 4
          stochastic_k(5)       | 4
          vwap(5)               | 4
          adx(5)                | 9
          obv()                 | 0
          close[3]              | 3
          sma(close, 5)[3]      | 7
          ema(rsi(close, 5), 3) | 7
          sma(close[3], 5)      | 7
          sma(close, 3) + close | 2
          """)
  void hasNoValueUntilThereAreBarsEnough(String formula, int firstBar) throws FormulaProblem {
    var evaluation = new Evaluation(RealPrices.sp500());
    var number = FORMULAS.number(formula);
    for (int bar = 0; bar < firstBar; bar++) {
      assertThat(evaluation.valueAt(number, bar)).as("bar %d", bar).isNaN();
    }
    assertThat(evaluation.valueAt(number, firstBar)).isNotNaN();
  }

  @Test
  void reckonsByHandOnFiveBars() throws FormulaProblem {
    assertThat(values("sma(close, 3)", 1, 2, 6, 4, 5)).endsWith(3.0, 4.0, 5.0);
    assertThat(values("wma(close, 2)", 3, 6, 0, 3, 6)).endsWith(5.0, 2.0, 2.0, 5.0);
    assertThat(values("ema(close, 3)", 2, 4, 7, 5, 9)).endsWith(5.0, 5.0, 7.0);
    assertThat(values("stddev(close, 4)", 2, 4, 4, 6, 8)).last().isEqualTo(Math.sqrt(2.75));
    assertThat(values("highest(close, 2)", 1, 5, 2, 3, 1)).endsWith(5.0, 5.0, 3.0, 3.0);
    assertThat(values("roc(close, 1)", 1, 2, 1, 1, 4)).endsWith(100.0, -50.0, 0.0, 300.0);
    assertThat(values("obv()", 1, 2, 2, 1, 3)).containsExactly(0.0, 100.0, 100.0, 0.0, 100.0);
    assertThat(values("close[2] * 2", 1, 2, 3, 4, 5)).endsWith(2.0, 4.0, 6.0);
  }

  @Test
  void crossesOnlyWhereItWasNotAboveBefore() throws FormulaProblem {
    assertThat(truths("crosses_above(close, 3)", 2, 3, 4, 5, 3, 3, 4))
        .containsExactly("-", ".", "X", ".", ".", ".", "X");
    assertThat(truths("crosses_below(close, 3)", 4, 3, 2, 1, 3, 2, 2))
        .containsExactly("-", ".", "X", ".", ".", "X", ".");
  }

  @Test
  void whatIsUnknownDecidesNothing() throws FormulaProblem {
    assertThat(truths("sma(close, 3) > 0", 1, 1, 1)).containsExactly("-", "-", "X");
    assertThat(truths("not sma(close, 3) > 0", 1, 1, 1)).containsExactly("-", "-", ".");
    assertThat(truths("sma(close, 3) > 0 or close > 0", 1, 1, 1)).containsExactly("X", "X", "X");
    assertThat(truths("sma(close, 3) > 0 and close < 0", 1, 1, 1)).containsExactly(".", ".", ".");
    assertThat(truths("1 / (close - 2) > 0", 1, 2, 3)).containsExactly(".", "-", "X");
    assertThat(truths("0 / (close - 2) == 0", 1, 2, 3)).containsExactly("X", "-", "X");
  }

  @Test
  void aPeriodLongerThanAllBarsGivesNoValue() throws FormulaProblem {
    assertThat(values("ema(sma(close, 9000), 10000)", 1, 2, 3)).containsOnly(Double.NaN);
    assertThat(values("rsi(close[9000], 10000)", 1, 2, 3)).containsOnly(Double.NaN);
    assertThat(values("adx(10000)", 1, 2, 3)).containsOnly(Double.NaN);
  }

  @Test
  void everyRelationHoldsWhereItShould() throws FormulaProblem {
    assertThat(truths("close < 2", 1, 2, 3)).containsExactly("X", ".", ".");
    assertThat(truths("close <= 2", 1, 2, 3)).containsExactly("X", "X", ".");
    assertThat(truths("close > 2", 1, 2, 3)).containsExactly(".", ".", "X");
    assertThat(truths("close >= 2", 1, 2, 3)).containsExactly(".", "X", "X");
    assertThat(truths("close == 2", 1, 2, 3)).containsExactly(".", "X", ".");
    assertThat(truths("close != 2", 1, 2, 3)).containsExactly("X", ".", "X");
  }

  private static List<Double> values(String formula, double... closes) throws FormulaProblem {
    var evaluation = new Evaluation(bars(closes));
    var number = FORMULAS.number(formula);
    var values = new ArrayList<Double>();
    for (int bar = 0; bar < closes.length; bar++) {
      values.add(evaluation.valueAt(number, bar));
    }
    return values;
  }

  /** X for true, a dot for false, a dash for unknown. */
  private static List<String> truths(String formula, double... closes) throws FormulaProblem {
    var evaluation = new Evaluation(bars(closes));
    var condition = FORMULAS.condition(formula);
    var truths = new ArrayList<String>();
    for (int bar = 0; bar < closes.length; bar++) {
      truths.add(
          switch (evaluation.truthAt(condition, bar)) {
            case TRUE -> "X";
            case FALSE -> ".";
            case UNKNOWN -> "-";
          });
    }
    return truths;
  }

  private static List<PriceBar> bars(double... closes) {
    var bars = new ArrayList<PriceBar>();
    for (double close : closes) {
      var day = START.plusDays(bars.size());
      bars.add(new PriceBar(day, close, close, close, close, 100));
    }
    return bars;
  }
}
