package io.gristworks.operations.symbolscan.formula;

import java.util.List;

/**
 * A part of a formula: a number or a condition at each bar. Two equal expressions have equal
 * values, so what is written twice is computed once. {@code toString} gives it back as a formula.
 */
public sealed interface Expression permits Numeric, Logical {

  /** The expressions it is made of, in the order written. */
  List<Expression> parts();

  /** How many expressions stand above one another, from 1. */
  default int depth() {
    int deepest = 0;
    for (var part : parts()) {
      deepest = Math.max(deepest, part.depth());
    }
    return deepest + 1;
  }
}
