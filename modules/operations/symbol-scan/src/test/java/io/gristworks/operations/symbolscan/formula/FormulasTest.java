package io.gristworks.operations.symbolscan.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulasTest {
  private static final Formulas FORMULAS =
      new Formulas(Map.of("n", 14.0, "limit", 30.0, "half", 0.5));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          close > 10                              ; (close > 10)
          CLOSE > Sma(Close, 5)                   ; (close > sma(close, 5))
          close > 1 + 2 * 3                       ; (close > 7)
          close + 1 - 2 * volume > 0              ; (((close + 1) - (2 * volume)) > 0)
          close - 1 - 2 > 0                       ; (((close - 1) - 2) > 0)
          (close + 1) * 2 > 0                     ; (((close + 1) * 2) > 0)
          -close < -3                             ; ((0 - close) < -3)
          --close < 3                             ; (close < 3)
          close[1] == ref(open, 2)                ; (close[1] == open[2])
          close[1][2] = open                      ; (close[1][2] == open)
          close[n] <> open                        ; (close[14] != open)
          rsi(close, n) < limit                   ; (rsi(close, 14) < 30)
          sma(close, 2 * n) > 0                   ; (sma(close, 28) > 0)
          macd(close) > macd(close, 5, 9)         ; (macd(close, 12, 26) > macd(close, 5, 9))
          bollinger_upper(close, 20) < close      ; (bollinger_upper(close, 20, 2) < close)
          bollinger_lower(close, 20, half) < 1    ; (bollinger_lower(close, 20, 0.5) < 1)
          obv() > 0                               ; (obv() > 0)
          not close > 1 and open < 2 or low > 3   ; ((not (close > 1) and (open < 2)) or (low > 3))
          not not close > 1                       ; (close > 1)
          !(close > 1 || open > 2) && low > 3     ; (not ((close > 1) or (open > 2)) and (low > 3))
          crosses_above(close, sma(close, 5))     ; crosses_above(close, sma(close, 5))
          min(open, close) > abs(low)             ; (min(open, close) > abs(low))
          close > 1.5e3                           ; (close > 1500)
          close > .5                              ; (close > 0.5)
          """)
  void readsAFormulaAsItIsMeant(String text, String read) throws FormulaProblem {
    assertThat(FORMULAS.condition(text)).hasToString(read);
    assertThat(FORMULAS.condition(read)).as("what it writes, it reads").hasToString(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                     | 1  | found the end of the formula, expected a number, a name or '('
          close >                | 8  | found the end of the formula, expected a number, a name or '('
          close > > 1            | 9  | found '>', expected a number, a name or '('
          close $ 1              | 7  | found '$', expected an operator or the end of the formula
          close > 1 close        | 11 | found 'close', expected an operator or the end of the formula
          1 < close < 2          | 11 | found '<' after a comparison; instead of a < b < c write a < b and b < c
          (close > 1             | 11 | found the end of the formula, expected an operator or ')'
          close > 1)             | 10 | found ')', expected an operator or the end of the formula
          close[1 > 2            | 12 | found the end of the formula, expected an operator or ']'
          sma(close 5) > 1       | 11 | found '5', expected an operator or ',' or ')'
          sma(close,) > 1        | 11 | found ')', expected a number, a name or '('
          smaa(close, 5) > 1     | 1  | unknown function 'smaa'; did you mean 'sma'?
          close > msa(close, 5)  | 9  | unknown function 'msa'; did you mean 'sma'?
          bolinger_uper(close,5) > 1 | 1 | unknown function 'bolinger_uper'; did you mean 'bollinger_upper'?
          frobnicate(close) > 1  | 1  | unknown function 'frobnicate'
          clsoe > 1              | 1  | unknown name 'clsoe'; did you mean 'close'?; expected open, high, low, close, volume or one of the job's parameters
          close > limt           | 9  | unknown name 'limt'; did you mean 'limit'?; expected open, high, low, close, volume or one of the job's parameters
          close > sma            | 9  | 'sma' is a function, expected sma(x, period)
          close(1) > 2           | 1  | 'close' is a price, not a function; earlier bars are written close[1]
          sma(close) > 1         | 1  | sma takes 2 arguments, found 1; expected sma(x, period)
          obv(close) > 1         | 1  | obv takes 0 arguments, found 1; expected obv()
          atr() > 1              | 1  | atr takes 1 argument, found 0; expected atr(period)
          macd(close, 1, 2, 3) > 1 | 1 | macd takes 1 to 3 arguments, found 4; expected macd(x, fast = 12, slow = 26)
          macd(close, 26, 12) > 1 | 1 | the fast period of macd must be below the slow one, found 26 and 12
          sma(close, 0) > 1      | 12 | the period of sma must be a whole number from 1 to 10,000, found 0
          sma(close, 10001) > 1  | 12 | the period of sma must be a whole number from 1 to 10,000, found 10001
          sma(close, half) > 1   | 12 | the period of sma must be a whole number from 1 to 10,000, found 0.5
          sma(close, -n) > 1     | 12 | the period of sma must be a whole number from 1 to 10,000, found -14
          sma(close, open) > 1   | 12 | the period of sma must be a number or a parameter, found something that changes from bar to bar
          close[-1] > 1          | 7  | the offset in brackets must be a whole number from 0 to 10,000, found -1
          ref(close, 1.5) > 1    | 12 | the bars of ref must be a whole number from 0 to 10,000, found 1.5
          bollinger_upper(close, 20, 0) > 1 | 28 | the factor of bollinger_upper must be above 0, found 0
          close                  | 1  | found a number, expected a condition, such as close > 10
          close > 1 and open     | 15 | found a number, expected a condition, such as close > 10
          not close              | 5  | found a number, expected a condition, such as close > 10
          (close > 1) + 1 > 2    | 1  | found a condition, expected a number
          sma(close > 1, 5) > 1  | 5  | found a condition, expected a number
          close > (open > 1)     | 9  | found a condition, expected a number
          -(close > 1)           | 2  | found a condition, expected a number
          close > 1 / 0          | 11 | 1 / 0 has no value
          close > 1e999          | 9  | the number '1e999' is too large
          """)
  void refusesAWrongFormulaNamingTheColumn(String text, int column, String message) {
    var problem = catchThrowableOfType(FormulaProblem.class, () -> FORMULAS.condition(text));
    assertThat(problem).hasMessage("column " + column + ": " + message);
    assertThat(problem.column()).isEqualTo(column);
  }

  @Test
  void namesTheLineOfAFormulaOfSeveralLines() {
    var problem =
        catchThrowableOfType(
            FormulaProblem.class, () -> FORMULAS.condition("close > 1\n  and opne < 2"));
    assertThat(problem).hasMessageStartingWith("line 2, column 7: unknown name 'opne'");
  }

  @Test
  void refusesWhatIsTooLongTooNestedOrTooDeep() {
    refused("close > 1" + " ".repeat(4_088), "column 1: the formula has 4,097 characters");
    refused(
        "(".repeat(65) + "close > 1" + ")".repeat(65), "column 65: parentheses nest more than 64");
    refused("close" + "[".repeat(2_000), "column 70: parentheses nest more than 64");
    refused("close > close" + " + 1".repeat(300), "column 1: the formula is 302 levels deep");
  }

  @Test
  void readsWhatIsJustShortAndShallowEnough() throws FormulaProblem {
    FORMULAS.condition("close > 1" + " ".repeat(4_087));
    FORMULAS.condition("(".repeat(64) + "close > 1" + ")".repeat(64));
    FORMULAS.condition("close > close" + " + open".repeat(254));
    FORMULAS.condition("close > " + "-".repeat(4_000) + "1");
    FORMULAS.condition("not ".repeat(1_000) + "close > 1");
    FORMULAS.condition("close > 1" + " or open > 2".repeat(300));
  }

  @Test
  void anyTextIsReadOrCleanlyRefused() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = i % 2 == 0 ? noise(random) : babble(random);
      try {
        FORMULAS.condition(text);
        read++;
      } catch (FormulaProblem refused) {
        assertThat(refused.column()).as("seed %d: %s", seed, text).isPositive();
        assertThat(refused.getMessage()).as("seed %d: %s", seed, text).doesNotEndWith(" or ");
      } catch (RuntimeException | StackOverflowError defect) {
        fail("seed " + seed + ": " + text, defect);
      }
    }
    assertThat(read).as("some babble makes sense; seed %d", seed).isPositive();
  }

  private static String noise(Random random) {
    var text = new StringBuilder();
    int length = random.nextInt(200);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          random.nextInt(10) == 0 ? random.nextInt(0xD800) : 32 + random.nextInt(95));
    }
    return text.toString();
  }

  private static final String[] WORDS = {
    "close",
    "open",
    "n",
    "limit",
    "sma",
    "rsi(close, 14)",
    "macd(close)",
    "obv()",
    "(",
    ")",
    "[1]",
    ",",
    "and",
    "or",
    "not",
    "<",
    ">",
    "==",
    "+",
    "-",
    "*",
    "/",
    "1",
    "0.5",
    "1e9",
    "crosses_above(",
    "close > 1",
    "nan",
    "\uD83D\uDCC8",
    "\uD83D"
  };

  private static String babble(Random random) {
    var text = new StringBuilder();
    int length = 1 + random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.toString();
  }

  private static void refused(String text, String message) {
    var problem = catchThrowableOfType(FormulaProblem.class, () -> FORMULAS.condition(text));
    assertThat(problem).hasMessageStartingWith(message);
  }
}
