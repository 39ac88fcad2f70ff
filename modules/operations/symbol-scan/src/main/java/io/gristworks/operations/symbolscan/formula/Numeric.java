package io.gristworks.operations.symbolscan.formula;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A number at each bar. */
public sealed interface Numeric extends Expression {

  /** The same finite number at every bar. */
  record Constant(double value) implements Numeric {
    @Override
    public List<Expression> parts() {
      return List.of();
    }

    @Override
    public String toString() {
      return written(value);
    }
  }

  /** What a bar itself tells. */
  enum Price implements Numeric {
    OPEN,
    HIGH,
    LOW,
    CLOSE,
    VOLUME;

    @Override
    public List<Expression> parts() {
      return List.of();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Two numbers of the same bar, and what is done with them. */
  record Arithmetic(Operator operator, Numeric left, Numeric right) implements Numeric {

    /** The four kinds; division by zero gives no value at that bar. */
    public enum Operator {
      PLUS("+"),
      MINUS("-"),
      TIMES("*"),
      DIVIDED("/");

      private final String symbol;

      Operator(String symbol) {
        this.symbol = symbol;
      }

      double of(double left, double right) {
        return switch (this) {
          case PLUS -> left + right;
          case MINUS -> left - right;
          case TIMES -> left * right;
          case DIVIDED -> left / right;
        };
      }
    }

    @Override
    public List<Expression> parts() {
      return List.of(left, right);
    }

    @Override
    public String toString() {
      return "(" + left + " " + operator.symbol + " " + right + ")";
    }
  }

  /** The number of {@code bars} bars ago; 0 is the same bar. */
  record Shift(Numeric of, int bars) implements Numeric {
    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public String toString() {
      return of + "[" + bars + "]";
    }
  }

  /**
   * A function of numbers.
   *
   * @param inputs what changes from bar to bar, as many as the function takes
   * @param constants what does not (periods, factors), in order, defaults filled in
   */
  record Call(Function function, List<Numeric> inputs, List<Double> constants) implements Numeric {

    /** Copies the lists. */
    public Call {
      inputs = List.copyOf(inputs);
      constants = List.copyOf(constants);
    }

    /** The constant at {@code position}, from 0, as the whole number that the reader checked. */
    public int period(int position) {
      return constants.get(position).intValue();
    }

    @Override
    public List<Expression> parts() {
      return List.copyOf(inputs);
    }

    @Override
    public String toString() {
      return Stream.concat(
              inputs.stream().map(Numeric::toString), constants.stream().map(Numeric::written))
          .collect(Collectors.joining(", ", function.word() + "(", ")"));
    }
  }

  private static String written(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
