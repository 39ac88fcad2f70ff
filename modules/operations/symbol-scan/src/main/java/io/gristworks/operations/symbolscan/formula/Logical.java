package io.gristworks.operations.symbolscan.formula;

import java.util.List;
import java.util.stream.Collectors;

/** A condition: true, false or unknown at each bar. */
public sealed interface Logical extends Expression {

  /** Two numbers of the same bar compared; unknown where either has no value. */
  record Comparison(Relation relation, Numeric left, Numeric right) implements Logical {

    /** How two numbers may stand to each other. Equality is exact. */
    public enum Relation {
      LESS("<"),
      LESS_EQUAL("<="),
      GREATER(">"),
      GREATER_EQUAL(">="),
      EQUAL("=="),
      NOT_EQUAL("!=");

      private final String symbol;

      Relation(String symbol) {
        this.symbol = symbol;
      }

      /** Whether it holds for two numbers, neither of them NaN. */
      public boolean holds(double left, double right) {
        return switch (this) {
          case LESS -> left < right;
          case LESS_EQUAL -> left <= right;
          case GREATER -> left > right;
          case GREATER_EQUAL -> left >= right;
          case EQUAL -> left == right;
          case NOT_EQUAL -> left != right;
        };
      }
    }

    @Override
    public List<Expression> parts() {
      return List.of(left, right);
    }

    @Override
    public String toString() {
      return "(" + left + " " + relation.symbol + " " + right + ")";
    }
  }

  /**
   * One number passing another between the bar before and this one: for {@code upwards}, {@code
   * moving} was at most {@code line} and now is more. Unknown where one of the four has no value.
   */
  record Crossing(boolean upwards, Numeric moving, Numeric line) implements Logical {
    @Override
    public List<Expression> parts() {
      return List.of(moving, line);
    }

    @Override
    public String toString() {
      return (upwards ? "crosses_above(" : "crosses_below(") + moving + ", " + line + ")";
    }
  }

  /** Every one of two or more. */
  record All(List<Logical> conditions) implements Logical {
    /** Copies the list. */
    public All {
      conditions = List.copyOf(conditions);
    }

    @Override
    public List<Expression> parts() {
      return List.copyOf(conditions);
    }

    @Override
    public String toString() {
      return joined(conditions, " and ");
    }
  }

  /** At least one of two or more. */
  record Any(List<Logical> conditions) implements Logical {
    /** Copies the list. */
    public Any {
      conditions = List.copyOf(conditions);
    }

    @Override
    public List<Expression> parts() {
      return List.copyOf(conditions);
    }

    @Override
    public String toString() {
      return joined(conditions, " or ");
    }
  }

  /** The contrary; the contrary of unknown is unknown. */
  record Not(Logical condition) implements Logical {
    @Override
    public List<Expression> parts() {
      return List.of(condition);
    }

    @Override
    public String toString() {
      return "not " + condition;
    }
  }

  private static String joined(List<Logical> conditions, String word) {
    return conditions.stream().map(Logical::toString).collect(Collectors.joining(word, "(", ")"));
  }
}
