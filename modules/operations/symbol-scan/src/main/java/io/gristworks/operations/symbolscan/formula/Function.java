package io.gristworks.operations.symbolscan.formula;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The functions of the language, each with what it takes. What they mean: see the README. */
public enum Function {
  SMA(Argument.series(), Argument.period()),
  EMA(Argument.series(), Argument.period()),
  WMA(Argument.series(), Argument.period()),
  RSI(Argument.series(), Argument.period()),
  MACD(Argument.series(), Argument.period("fast", 12), Argument.period("slow", 26)),
  ATR(Argument.period()),
  BOLLINGER_UPPER(Argument.series(), Argument.period(), Argument.factor(2)),
  BOLLINGER_LOWER(Argument.series(), Argument.period(), Argument.factor(2)),
  BOLLINGER_MIDDLE(Argument.series(), Argument.period()),
  STDDEV(Argument.series(), Argument.period()),
  HIGHEST(Argument.series(), Argument.period()),
  LOWEST(Argument.series(), Argument.period()),
  ROC(Argument.series(), Argument.period()),
  CCI(Argument.period()),
  STOCHASTIC_K(Argument.period()),
  OBV(),
  ADX(Argument.period()),
  VWAP(Argument.period()),
  ABS(Argument.series()),
  MIN(Argument.series("a"), Argument.series("b")),
  MAX(Argument.series("a"), Argument.series("b")),
  REF(Argument.series(), Argument.offset()),
  CROSSES_ABOVE(Argument.series("a"), Argument.series("b")),
  CROSSES_BELOW(Argument.series("a"), Argument.series("b"));

  /** The longest period and the farthest look back, in bars, inclusive. */
  public static final int LONGEST_PERIOD = 10_000;

  @SuppressWarnings("ImmutableEnumChecker") // what List.of gives is immutable
  private final List<Argument> arguments;

  Function(Argument... arguments) {
    this.arguments = List.of(arguments);
  }

  /** What may stand in a place. */
  enum Kind {
    /** A number that may differ at each bar. */
    SERIES,
    /** A constant whole number, 1 to {@link #LONGEST_PERIOD}. */
    PERIOD,
    /** A constant whole number, 0 to {@link #LONGEST_PERIOD}. */
    OFFSET,
    /** A constant number above 0. */
    FACTOR
  }

  /** One place between the parentheses; with a fallback it may be left out, with all after it. */
  record Argument(String name, Kind kind, OptionalDouble fallback) {
    static Argument series() {
      return series("x");
    }

    static Argument series(String name) {
      return new Argument(name, Kind.SERIES, OptionalDouble.empty());
    }

    static Argument period() {
      return new Argument("period", Kind.PERIOD, OptionalDouble.empty());
    }

    static Argument period(String name, int fallback) {
      return new Argument(name, Kind.PERIOD, OptionalDouble.of(fallback));
    }

    static Argument offset() {
      return new Argument("bars", Kind.OFFSET, OptionalDouble.empty());
    }

    static Argument factor(double fallback) {
      return new Argument("factor", Kind.FACTOR, OptionalDouble.of(fallback));
    }
  }

  /** The function of that name, in lower case. */
  static Optional<Function> named(String word) {
    return Arrays.stream(values()).filter(function -> function.word().equals(word)).findFirst();
  }

  /** Its name in formulas. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether its value says something about the symbol, beyond reckoning with other values. */
  public boolean isIndicator() {
    return switch (this) {
      case ABS, MIN, MAX, REF, CROSSES_ABOVE, CROSSES_BELOW -> false;
      default -> true;
    };
  }

  List<Argument> arguments() {
    return arguments;
  }

  int fewestArguments() {
    return (int) arguments.stream().filter(argument -> argument.fallback().isEmpty()).count();
  }

  /** How it is written: {@code macd(x, fast = 12, slow = 26)}. */
  String usage() {
    return arguments.stream()
        .map(
            argument ->
                argument.fallback().isPresent()
                    ? argument.name() + " = " + (int) argument.fallback().getAsDouble()
                    : argument.name())
        .collect(Collectors.joining(", ", word() + "(", ")"));
  }
}
